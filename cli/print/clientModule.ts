/** A client's table as a TypeScript module: its types are the very values, so that a wrong call is a compile error. */
import type { ClientTable } from "../../model/routes";

/** `command` is how the file is made again. */
export function clientModule(table: ClientTable, command: string): string {
  return `/** Made by \`${command}\`, and not edited: what the client \`${table.client}\` may call, and how it asks for it. */
export const table = ${JSON.stringify(table, null, 2)} as const;
`;
}
