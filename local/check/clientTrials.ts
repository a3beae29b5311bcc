/** What a check tries at each client: what somebody is entitled to, and the smallest request beyond it. */
import type { Access, Client } from "../../model/file";
import { type OktaError, OPENID } from "../../model/okta";
import type { Holder, Holders } from "./holders";

/** A request that is to be granted. */
export interface GrantTrial {
  /** Whoever may have these scopes: the first who can prove enough is taken. */
  readonly candidates: readonly Holder[];
  readonly scopes: readonly string[];
}

/** A request that is to be refused, and Okta's words. */
export interface RefusalTrial extends GrantTrial {
  readonly refusal: OktaError;
}

/** Somebody who is entitled to something at the client, with all that is granted in one request. */
export function grantTrial(holders: Holders, client: Client): GrantTrial | undefined {
  for (const first of holders.at(client)) {
    const scopes = holders.together(first);
    if (scopes.length === 0) continue;
    return { candidates: [first, ...others(holders, first, (one) => holders.grants(one, scopes))], scopes };
  }
  return undefined;
}

/**
 * The smallest request that is refused. It is for one scope of the client that others may have, for one scope that the
 * client may never have, or for two scopes that may not be asked for together. Whoever asks is entitled to something at the
 * client.
 */
export function refusalTrial(access: Access, holders: Holders, client: Client): RefusalTrial | undefined {
  const beyond = [...access.scopes.keys()].filter((scope) => !client.ceiling.includes(scope));
  const requests: ((holder: Holder) => Iterable<readonly string[]>)[] = [
    () => client.ceiling.map((scope) => [scope]),
    () => beyond.map((scope) => [scope]),
    (holder) => pairs(holders.entitled(holder)),
    ({ person }) => (person === undefined ? [[OPENID]] : []),
  ];
  for (const ask of requests) {
    for (const holder of holders.at(client)) {
      if (holders.entitled(holder).length === 0) continue;
      for (const scopes of ask(holder)) {
        const refusal = refusalOf(holders, holder, scopes);
        if (refusal === undefined) continue;
        const same = others(holders, holder, (one) => {
          return holders.entitled(one).length > 0 && refusalOf(holders, one, scopes)?.reason === refusal.reason;
        });
        return { candidates: [holder, ...same], scopes, refusal };
      }
    }
  }
  return undefined;
}

function refusalOf(holders: Holders, holder: Holder, scopes: readonly string[]): OktaError | undefined {
  const answer = holders.intent(holder, holders.requested(holder, scopes));
  return answer.granted ? undefined : answer;
}

function* pairs(scopes: readonly string[]): Generator<readonly string[]> {
  for (const [index, one] of scopes.entries()) for (const other of scopes.slice(index + 1)) yield [one, other];
}

/** Others at the same client of whom the same holds, for the case that the first cannot prove enough to sign in. */
function others(holders: Holders, first: Holder, same: (holder: Holder) => boolean): Holder[] {
  const found: Holder[] = [];
  for (const holder of holders.at(first.client)) {
    if (found.length === CANDIDATES_MAX) break;
    if (holder.person !== first.person && same(holder)) found.push(holder);
  }
  return found;
}

const CANDIDATES_MAX = 7;
