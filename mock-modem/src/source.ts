/**
 * What the mock modem tells at one instant, and where that comes from. A recording and the line simulator both
 * implement {@link Source}; the HTTP and the telnet server know nothing of either.
 */

/** An HTTP answer, as it goes out: the body byte for byte. */
export interface Page {
  readonly status: number;
  /** Header names as they are to be sent; `Content-Length`, `Connection` and `Date` are the server's business. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One line at one instant, told by both protocols. */
export interface Answers {
  /** The answer to `GET /html/status/xdslStatus.asp`. */
  readonly page: Page;
  /**
   * Shell command line, exactly as typed (`xdslcmd info --stats`), to its output. Lines end in LF here and in CRLF on
   * the wire; a command that is not in here does not exist in the modem's shell.
   */
  readonly telnet: Readonly<Record<string, string>>;
}

/** A line that can be asked what it looks like at any moment. */
export interface Source {
  /** The name it is chosen by, such as `vdsl2-ginp`. */
  readonly name: string;
  /**
   * The line at a moment.
   *
   * @param elapsedSeconds Line time in seconds since the source was put in place, ≥ 0 and already multiplied by the
   *   speed. Whether the line starts over after its last answers is the source's own business. Asking twice for the
   *   same moment must give equal frames; asking for the same tick should give the same object, so that an answer is
   *   rendered once and not per request.
   */
  answersAt(elapsedSeconds: number): Answers;
}
