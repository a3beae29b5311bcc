/** The tokens of a check: each is asked for once, by the client that it is for. */
import { decodeJwt, type JWTPayload } from "jose";
import type { Environment } from "../environment";
import { grantOf, named, type Holder, type Holders } from "./holders";
import { clientToken, signIn, signInOnDevice, SignInRefused, type SignIn } from "./signIn";

/** What came of a sign-in. */
export interface Held {
  readonly holder: Holder;
  readonly accessToken: string;
  readonly access: JWTPayload;
  /** undefined: no ID token was asked for. */
  readonly id?: JWTPayload;
}

/** The level and the age that a sign-in asks for. */
export interface Level {
  readonly acr: string;
  /** Seconds. */
  readonly maxAge: number;
}

/** What Okta answers a person who has no factors for what the application's sign-on policy or the request asks. */
const TOO_WEAK = "unmet_authentication_requirements";

/** People of whom none can prove enough are more than bad luck. */
const TRIES_MAX = 8;

export class Tokens {
  readonly #holders: Holders;
  readonly #environment: Environment;
  readonly #known = new Map<string, Promise<Held>>();

  constructor(holders: Holders, environment: Environment) {
    this.#holders = holders;
    this.#environment = environment;
  }

  /** @throws SignInRefused */
  of(holder: Holder, scopes: readonly string[], level?: Level): Promise<Held> {
    const key = JSON.stringify([named(holder), scopes, level]);
    const known = this.#known.get(key) ?? this.#get(holder, scopes, level);
    this.#known.set(key, known);
    return known;
  }

  /** The same of the first who can prove enough to sign in. @throws SignInRefused where none of them can */
  async ofFirst(holders: Iterable<Holder>, scopes: readonly string[], level?: Level): Promise<Held> {
    let last: unknown;
    let tries = 0;
    for (const holder of holders) {
      try {
        return await this.of(holder, scopes, level);
      } catch (error) {
        if (!(error instanceof SignInRefused) || error.error !== TOO_WEAK) throw error;
        last = error;
        if ((tries += 1) === TRIES_MAX) break;
      }
    }
    throw last;
  }

  async #get(holder: Holder, scopes: readonly string[], level?: Level): Promise<Held> {
    const { client, person } = holder;
    const request: SignIn = {
      issuer: this.#environment.issuer,
      client: this.#environment.clients[client.key]!,
      scopes: this.#holders.requested(holder, scopes),
      login: person?.login ?? "",
      ...(level && { more: { acr_values: level.acr, max_age: String(level.maxAge) } }),
    };
    const ask = { authorization_code: signIn, device_code: signInOnDevice, client_credentials: clientToken };
    const { access_token: accessToken, id_token: idToken } = await ask[grantOf(client)!](request);
    return {
      holder,
      accessToken,
      access: decodeJwt(accessToken),
      ...(idToken !== undefined && { id: decodeJwt(idToken) }),
    };
  }
}
