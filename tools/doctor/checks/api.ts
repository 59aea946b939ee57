import * as v from 'valibot';
import { RequestError } from '../../stack/http.ts';
import { failed, type Finding } from '../check.ts';

/** An answer of the API, and what is made of it; the one place where its failures get their words. */
export async function fromApi<Data>(
  question: Promise<unknown>,
  schema: v.GenericSchema<unknown, Data>,
  tell: (data: Data) => Finding,
): Promise<Finding> {
  try {
    const answer = v.safeParse(schema, await question);
    if (answer.success) return tell(answer.output);
    return failed('it answers something that is not expected', 'Is another program at this address?');
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return failed(error.message, 'Is another program at this address, or something in between?');
  }
}
