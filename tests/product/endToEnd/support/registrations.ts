/** A stranger's registration, with the work that it takes. */
import type { Proof } from "../../../../handlers/lib/proofOfWork";
import { work as workFor } from "../../support/work";
import { call, newKey, type Answer } from "./world";

export interface Person {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** The proof of a request that is sent now, or at another time: seconds since the epoch. */
export function work(key: string, email: string, at = Math.floor(Date.now() / 1000)): Proof {
  return workFor({ key, email }, at);
}

/** Sends a registration. `key` and `proof` are made for it where they are not given. */
export function register(
  person: Person,
  given: { readonly key?: string; readonly proof?: Proof } = {},
): Promise<Answer> {
  const { key = newKey() } = given;
  const { proof = work(key, person.email) } = given;
  return patiently(() =>
    call("registration", "POST /registrations", { body: { ...person, proof }, headers: { "idempotency-key": key } }),
  );
}

/** Asks for a mail to whoever has forgotten a password. */
export function recover(email: string, key = newKey()): Promise<Answer> {
  const body = { email, proof: work(key, email) };
  return patiently(() => call("recovery", "POST /recoveries", { body, headers: { "idempotency-key": key } }));
}

/** The route is throttled: whoever is turned away for that comes again a little later, a few times at most. */
export async function patiently(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await send();
    if (answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return send();
}
