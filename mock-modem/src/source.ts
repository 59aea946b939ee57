/**
 * What the mock modem returns at a moment, and where it comes from. Recordings and the simulator both implement
 * {@link Source}; the HTTP and telnet servers depend on neither.
 */

/** An HTTP response as it is sent: the body byte for byte. */
export interface Page {
  readonly status: number;
  /** Header names as they are sent; the server adds `Content-Length`, `Connection` and `Date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The answers of both protocols for one line at one moment. */
export interface Answers {
  /** The response to `GET /html/status/xdslStatus.asp`. */
  readonly page: Page;
  /**
   * Outputs by shell command line (`xdslcmd info --stats`). Lines end in LF here and in CRLF on the wire. The shell
   * does not know any other command.
   */
  readonly telnet: Readonly<Record<string, string>>;
}

/** A line that can be read at any moment. */
export interface Source {
  /** The name it is selected by, such as `vdsl2-ginp`. */
  readonly name: string;
  /**
   * The answers at a moment. Equal moments give equal answers; calls within the same tick should return the same
   * object, so that it is rendered once and not per request.
   *
   * @param elapsedSeconds Line time since the source was selected, ≥ 0, in seconds, already multiplied by the speed.
   */
  answersAt(elapsedSeconds: number): Answers;
}
