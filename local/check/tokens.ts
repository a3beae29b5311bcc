/** The tokens of a check: each is asked for once, by the client that it is for. */
import { decodeJwt, type JWTPayload } from "jose";
import type { Environment } from "../environment";
import { named, type Holder, type Holders } from "./holders";
import { clientToken, signIn, SignInRefused } from "./signIn";

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

/** What Okta answers a person whose factors do not reach what the application's sign-on policy or the request asks for. */
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
    const request = {
      issuer: this.#environment.issuer,
      client: this.#environment.clients[client.key]!,
      scopes: this.#holders.requested(holder, scopes),
    };
    const more = level && { acr_values: level.acr, max_age: String(level.maxAge) };
    const { access_token: accessToken, id_token: idToken } =
      person === undefined ? await clientToken(request) : await signIn({ ...request, login: person.login, more });
    return {
      holder,
      accessToken,
      access: decodeJwt(accessToken),
      ...(idToken !== undefined && { id: decodeJwt(idToken) }),
    };
  }
}
