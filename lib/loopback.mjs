/**
 * @param {string} url
 * @returns {boolean} whether only this machine can open it
 */
export const isLoopback = (url) =>
  URL.canParse(url) && /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname);
