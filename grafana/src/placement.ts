/** Removes the SDK's default placement, which hides links and annotations in a menu. */
export function withoutPlacement<T extends { placement?: unknown }>(item: T): T {
  delete item.placement;
  return item;
}
