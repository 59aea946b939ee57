/** A text without the credentials of an address: people write `https://user:password@host`. */
export const withoutCredentials = (text: string): string =>
  text.replace(/^(?:(\w*:\/\/).*|.*:.*)@/su, '$1***@');
