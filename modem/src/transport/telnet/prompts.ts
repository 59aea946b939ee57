/**
 * Prompts of the modem, each as the line without a line end: nowhere else can a prompt be. `ATP>` is the modem's
 * own command line, `# ` (or `$ `, or either with a name before it) BusyBox's shell.
 */

/** No prompt is longer. */
const LONGEST_PROMPT = 64;

const is = (pattern: RegExp, line: string): boolean => line.length <= LONGEST_PROMPT && pattern.test(line);

/** `Login:`, `login:`, `HG612 login:`; not `Last login: …`, the greeting of some shells. */
export const isLoginPrompt = (line: string): boolean =>
  is(/^\s*(?!last )(?:\S+ )?(?:login|user ?name): ?$/i, line);

/** `Password:`, also with the user name before it. */
export const isPasswordPrompt = (line: string): boolean => is(/^\s*(?:\S+ )?password: ?$/i, line);

/** `ATP>`, the modem's own command line. */
export const isGatewayPrompt = (line: string): boolean => is(/^[A-Za-z][\w.-]*> ?$/, line);

/** The shell's prompt before it is known exactly: `# `, `$ `, `~ # `, `root@modem:~# `. */
export const isShellPrompt = (line: string): boolean => is(/^[^#$]*[#$] ?$/, line);
