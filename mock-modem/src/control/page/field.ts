import type { Parameter } from '../../parameters.ts';
import { html, type Html } from '../../../../lib/html.ts';

/** The form field of a parameter. */
export function field(parameter: Parameter, value: number | string): Html {
  const { name, description } = parameter;
  if ('choices' in parameter) {
    const options = parameter.choices.map((choice) =>
      choice === value ? html`<option selected>${choice}</option>` : html`<option>${choice}</option>`,
    );
    return html`<label
      ><span>${description}</span
      ><select name="${name}">
        ${options}
      </select></label
    >`;
  }
  return html`<label
    ><span>${description}</span
    ><input
      name="${name}"
      type="number"
      step="any"
      required
      min="${parameter.minimum}"
      max="${parameter.maximum}"
      value="${value}"
  /></label>`;
}
