/**
 * Text for the `payload` of a webhook, from a named template.
 *
 * Alertmanager expands each text of a payload and then parses the result as YAML, which turns `line: down` into an
 * object and `[TEST] x` into a list. A YAML value cannot start with a tab, so text that starts with one is kept as it
 * is. ntfy and Telegram strip the tab.
 */
export const asText = (template: string): string => `\t{{ template "${template}" . }}`;
