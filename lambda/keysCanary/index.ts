/** The function that looks at the issuer's key set every few minutes, before a caller finds that it is gone. */
import { fetchKeys } from "../../guard";
import { writeLine } from "../../service";
import { checkKeys } from "./checkKeys";

const jwksUri = process.env["JWKS_URI"];
if (jwksUri === undefined || jwksUri === "") throw new Error("the environment variable `JWKS_URI` is not set");

export async function handler(): Promise<void> {
  await checkKeys({ fetchKeys: () => fetchKeys(jwksUri!), log: writeLine });
}
