/** The function that looks at the issuer's key set every few minutes, before a caller finds that it is gone. */
import { fetchKeys, required, VARIABLES } from "../../guard";
import { writeLine } from "../../service";
import { checkKeys } from "./checkKeys";

const jwksUri = required(process.env, VARIABLES.jwksUri);

export async function handler(): Promise<void> {
  await checkKeys({ fetchKeys: () => fetchKeys(jwksUri), log: writeLine });
}
