/** The factor broker with a person and a factor of their own for each test, and how its challenges are asked for. */
import assert from "node:assert/strict";
import { ADA, startAdmin, type AdminStand, type Parsed } from "./adminStand";
import type { Scripted } from "../../../unit/service/support/scriptedOkta";

export const PURPOSE = "payment:confirm";

/** What Okta answers to a code that is right. */
export const SUCCESS = { status: 200, body: { factorResult: "SUCCESS" } };

/** The status, and why or how far. */
export const said = ({ status, body }: Parsed) => [status, body["detail"] ?? body["status"]];

/** Starts the broker for the specs of a suite, and ends it after them. */
export function withBroker() {
  let stand: AdminStand;
  let ids = 0;
  let user: string;
  let factor: string;
  before(async () => void (stand = await startAdmin()));
  after(() => stand.close());
  beforeEach(() => {
    ids += 1;
    user = `00u${String(ids).padStart(17, "0")}`;
    factor = `fac${String(ids).padStart(17, "0")}`;
    stand.reset();
    isFactor("sms");
  });

  const path = () => `/api/v1/users/${user}/factors/${factor}`;
  const isFactor = (factorType: string, status = "ACTIVE") =>
    stand.script(`GET ${path()}`, { status: 200, body: { id: factor, factorType, status } });
  const sends = (...steps: Scripted[]) => stand.script(`POST ${path()}/verify`, ...steps);
  const calls = () => stand.okta.calls.map(({ method, path }) => `${method} ${path}`);
  const as = (change: object) => ({ requestContext: { authorizer: { lambda: { ...ADA, ...change } } } });

  const challenge = (json: object = {}, more: object = {}) =>
    stand.call("POST /users/{id}/challenges", {
      pathParameters: { id: user },
      json: { factorId: factor, purpose: PURPOSE, ...json },
      ...more,
    });
  /** A challenge that was begun: its id. */
  const begun = async () => {
    const { status, body } = await challenge();
    assert.equal(status, 201, JSON.stringify(body));
    return String(body["id"]);
  };
  const verify = (challengeId: string, json: object = {}, more: object = {}) =>
    stand.call("POST /users/{id}/challenges/{challengeId}/verify", {
      pathParameters: { id: user, challengeId },
      json: { purpose: PURPOSE, passCode: "123456", ...json },
      ...more,
    });
  const look = (challengeId: string, more: object = {}) =>
    stand.call("GET /users/{id}/challenges/{challengeId}", { pathParameters: { id: user, challengeId }, ...more });

  return {
    get stand() {
      return stand;
    },
    /** The ids of this test's person and factor. */
    get user() {
      return user;
    },
    get factor() {
      return factor;
    },
    /** Where Okta has the factor. */
    path,
    isFactor,
    /** What Okta answers to the attempts to verify, one after the other. */
    sends,
    /** What Okta was asked. */
    calls,
    /** Another caller than usual. */
    as,
    challenge,
    begun,
    verify,
    look,
  };
}
