/**
 * A text in the `payload` of a webhook, by the name of its template.
 *
 * Alertmanager runs every text of a payload as a template and then reads the outcome as YAML, which turns
 * `line: down` into an object and `[TEST] x` into a list. A tab cannot begin a YAML value, so a text that begins
 * with one is left as it is. ntfy and Telegram strip it.
 */
export const asText = (template: string): string => `\t{{ template "${template}" . }}`;
