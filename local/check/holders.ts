/** Who can be given a token, and for what: people at the clients that people use, and service clients for themselves. */
import { effectiveScopes } from "../../model/ask";
import type { Access, Client, Person } from "../../model/file";
import { intent, type Intent } from "../../model/intent";
import { actsForItself, CLIENT_TYPES, isOidcScope, OPENID } from "../../model/okta";
import type { Environment } from "../environment";

/** A person at a client, or a service client. */
export interface Holder {
  readonly client: Client;
  /** undefined: the client acts for itself. */
  readonly person?: Person;
}

/** In words: `clara at desk`, `nightly-sync`. */
export const named = ({ client, person }: Holder): string =>
  person === undefined ? client.key : `${person.key} at ${client.key}`;

export class Holders {
  readonly #access: Access;
  readonly #people: readonly Person[];
  readonly #environment: Environment;
  readonly #entitled = new Map<Client, Map<string, readonly string[]>>();

  constructor(access: Access, people: readonly Person[], environment: Environment) {
    this.#access = access;
    this.#environment = environment;
    // Who has more ways to prove who they are can sign in to more.
    this.#people = people
      .filter(({ status }) => status === "ACTIVE")
      .sort((a, b) => b.factors.length - a.factors.length);
  }

  /** Why no token can be had as this client; undefined where one can. */
  obstacle(client: Client): string | undefined {
    if (client.handler !== undefined)
      return `the function \`${client.handler}\` acts as it, with a key that never leaves AWS's key management`;
    if (!CLIENT_TYPES[client.type].hasUsers && !actsForItself(client))
      return "it exchanges the tokens of people who have signed in elsewhere, and gets none of its own";
    const known = this.#environment.clients[client.key];
    if (known === undefined) return "the stack has not made it";
    if (!CLIENT_TYPES[client.type].hasUsers && known.privateJwk === undefined && known.clientSecret === undefined)
      return "its key is not known here";
    return undefined;
  }

  /** Everybody who could be given something at a client, strongest first. */
  *at(client: Client): Generator<Holder> {
    if (this.obstacle(client) !== undefined) return;
    if (!CLIENT_TYPES[client.type].hasUsers) yield { client };
    else for (const person of this.#people) yield { client, person };
  }

  /** The same, at all clients, in the order of the file. */
  *all(): Generator<Holder> {
    for (const client of this.#access.clients.values()) yield* this.at(client);
  }

  /** What the access file calls for. */
  intent({ client, person }: Holder, scopes: readonly string[]): Intent {
    const grant = person === undefined ? "client_credentials" : "authorization_code";
    return intent(this.#access, { groups: person?.groups ?? [], client: client.key, grant, scopes });
  }

  /** The scopes as they are requested: a person's sign-in asks for an ID token as well, where the client may have one. */
  requested({ client, person }: Holder, scopes: readonly string[]): string[] {
    return person !== undefined && client.oidcScopes.includes(OPENID) ? [OPENID, ...scopes] : [...scopes];
  }

  /** Whether the access file grants these scopes, all together. */
  grants(holder: Holder, scopes: readonly string[]): boolean {
    const requested = this.requested(holder, scopes);
    return requested.length > 0 && this.intent(holder, requested).granted;
  }

  /** The custom scopes that are granted one by one. */
  entitled(holder: Holder): readonly string[] {
    const { client, person } = holder;
    const known = this.#entitled.get(client) ?? new Map<string, readonly string[]>();
    this.#entitled.set(client, known);
    // Whoever is in the same groups may have the same.
    const key = person?.groups.join("\n") ?? "";
    const found = known.get(key) ?? client.ceiling.filter((scope) => this.grants(holder, [scope]));
    known.set(key, found);
    return found;
  }

  /** As much of the entitlement as is granted in one request. */
  together(holder: Holder): string[] {
    const kept: string[] = [];
    for (const scope of this.entitled(holder)) if (this.grants(holder, [...kept, scope])) kept.push(scope);
    return kept;
  }

  /** The scopes of a token that count at a gateway. */
  counted({ client, person }: Holder, scopes: readonly string[]): string[] {
    const counted = effectiveScopes(this.#access, client, person?.groups ?? [], scopes);
    return counted.filter((scope) => !isOidcScope(scope));
  }

  /** Names of the groups that a person is in, in the org. */
  groupNames({ person }: Holder): string[] {
    if (person === undefined) return [];
    return [...person.groups.map((key) => this.#access.groups.get(key)!.name), ...person.otherGroups];
  }
}
