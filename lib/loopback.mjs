/** The loopback interface, and the addresses that stand for every address of a machine. */
const LOCAL_HOST = /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/;

/**
 * @param {string} url
 * @returns {boolean} whether only this machine can open it
 */
export const isLoopback = (url) => URL.canParse(url) && LOCAL_HOST.test(new URL(url).hostname);
