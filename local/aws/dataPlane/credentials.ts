/** The keys with which programs sign what they ask of the account's services: the owner's, and one pair for each function. */
import { randomBytes } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Temporary keys of a role, as Lambda gives them to a function: they count only together with their token. */
export interface RoleCredentials extends Credentials {
  readonly sessionToken: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** New keys of an account's owner. */
export const makeCredentials = (): Credentials => keyPair("AKIA");

export const makeRoleCredentials = (): RoleCredentials => ({
  ...keyPair("ASIA"),
  sessionToken: randomBytes(96).toString("base64"),
});

/** Twenty characters and forty, as AWS's. */
function keyPair(prefix: "AKIA" | "ASIA"): Credentials {
  const id = [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return { accessKeyId: `${prefix}${id}`, secretAccessKey: randomBytes(30).toString("base64") };
}
