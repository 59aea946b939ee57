/** A queue that serves its clients in turn, however many items each of them has. */
export class FairQueue<Item> {
  /** Clients with items. The first one is next. */
  readonly #waiting = new Map<string, Item[]>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Number of items of a client. */
  count(client: string): number {
    return this.#waiting.get(client)?.length ?? 0;
  }

  /** Adds an item after all others of the client. */
  push(client: string, item: Item): void {
    this.#itemsOf(client).push(item);
  }

  /** Adds an item before all others of the client. */
  unshift(client: string, item: Item): void {
    this.#itemsOf(client).unshift(item);
  }

  /** Removes the next item; undefined if there is none. */
  shift(): Item | undefined {
    const [next] = this.#waiting;
    if (next === undefined) return undefined;
    const [client, items] = next;
    const item = items.shift();
    this.#waiting.delete(client);
    if (items.length > 0) this.#waiting.set(client, items);
    return item;
  }

  #itemsOf(client: string): Item[] {
    const items = this.#waiting.get(client) ?? [];
    this.#waiting.set(client, items);
    return items;
  }
}
