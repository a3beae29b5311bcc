/** Colours, where a person looks at a terminal and has not asked for none (https://no-color.org). */
import { createColors } from "picocolors";

/** Each makes a text stand out; without colours, it stays as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** @param colours whether the text goes to a terminal that shows them. */
export function paintFor(colours: boolean): Paint {
  const { bold, red, green, yellow, dim } = createColors(colours);
  return { bold, red, green, yellow, dim };
}

/** Whether what is written to a stream is to have colours. */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  if (env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "" && env["FORCE_COLOR"] !== "0") return true;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
