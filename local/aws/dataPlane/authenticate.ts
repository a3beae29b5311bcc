/** Finds who signed a request. */
import type { World } from "../world";
import { findCredentials, type Caller } from "./findCredentials";
import { commonError } from "./serviceError";
import { isSameSecret, readSignature, verifySignature, type ReceivedRequest } from "./signature";

export interface Authenticated {
  readonly caller: Caller;
  /** For which the request was signed: the local server is every region's. */
  readonly region: string;
}

/** @throws as AWS does, in its order: form and time, then the key, then the signature, then the session's token. */
export function authenticate(world: World, service: string, request: ReceivedRequest): Authenticated {
  const signature = readSignature(request, service, world.now());
  const found = findCredentials(world, signature.accessKeyId);
  if (found === undefined) throw unrecognized();
  verifySignature(request, signature, found.credentials.secretAccessKey);
  // Verified with the rest, for it must be among the signed headers.
  const token = tokenOf(request);
  if (!isSameSecret(token, found.credentials.sessionToken ?? "")) throw unrecognized();
  return { caller: found.caller, region: signature.region };
}

const unrecognized = () =>
  commonError("UnrecognizedClientException", "The security token included in the request is invalid.");

function tokenOf({ rawHeaders }: ReceivedRequest): string {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === "x-amz-security-token");
  return at === -1 ? "" : rawHeaders[at + 1]!;
}
