/** Approvals of transactions: one asks for one, and looks whether it has been given. */
import * as z from "zod";
import { type Item, oktaPath, seconds, shownText, userId } from "okta-api-access/service";
import { type HttpResponse, json, problem } from "okta-api-access/guard";
import type { ApprovalState } from "./approver";
import { notFound, oktaRefusal, withBody, type Operation, type OperationCall } from "./operation";
import { isWithin } from "./limits";
import { isOwn, newItemId, ownerOf } from "./ownItems";
import { isInOneOf } from "./reach";
import { viewUser } from "./userView";

const approvalRequest = z.strictObject({
  /** The Okta id of the person who is asked. */
  userId: z.string().regex(userId),
  /** Shown on the person's device: what they approve. It leads nowhere else. */
  bindingMessage: shownText,
});

/** A person is asked so many times within so many seconds: more would only wear them down until they say yes. */
const ASKED = { inAll: 12, perClient: 5, seconds: 600 };

/** Seconds for which the answer can be asked for once it is there. */
const KEPT_SECONDS = 3_600;

export const createApproval = withBody(
  approvalRequest,
  "a request for an approval",
  async ({ caller, body, about, backend }) => {
    const { okta, table, approver, reach } = backend;
    about.target = body.userId;
    const groupIds = reach.get(caller.clientId);
    if (groupIds !== undefined && !(await isInOneOf(okta, body.userId, groupIds))) return notFound;
    const user = await okta({ method: "GET", path: oktaPath`/api/v1/users/${body.userId}` });
    if (user.status !== 200) return oktaRefusal(user);
    const now = seconds(backend.now());
    if (!(await isWithin(table, caller, { id: `asked#${body.userId}`, ...ASKED }, now)))
      return problem(429, "the person has been asked too often in the last minutes");
    const asked = await approver.ask(viewUser(user.body).login, body.bindingMessage);
    if (asked === undefined) return problem(422, "the person cannot be asked: there is no device of theirs for it");
    const approvalId = newItemId();
    about.approval = approvalId;
    await table.put({
      id: `approval#${approvalId}`,
      expires: now + asked.expiresIn + KEPT_SECONDS,
      ...ownerOf(caller),
      user: body.userId,
      request: asked.requestId,
      ends: now + asked.expiresIn,
      interval: asked.interval,
      nextPoll: now + asked.interval,
      state: "pending",
    });
    return json(201, { id: approvalId, status: "pending", expiresIn: asked.expiresIn, interval: asked.interval });
  },
);

export const getApproval: Operation = async (call) => {
  const id = `approval#${call.params["approvalId"]!}`;
  const approval = await call.backend.table.get(id);
  if (approval === undefined || !isOwn(approval, call.caller)) return notFound;
  call.about.target = String(approval["user"]);
  if (approval["state"] !== "pending") return shown(call, approval["state"] as ApprovalState);
  return poll(call, approval);
};

/** Okta counts how often it is asked, so that a caller who asks too soon hears what is known. */
async function poll(call: OperationCall, approval: Item): Promise<HttpResponse> {
  const { table, approver } = call.backend;
  const now = seconds(call.backend.now());
  if (now >= Number(approval["ends"])) return settle(call, approval, "expired");
  if (now < Number(approval["nextPoll"])) return shown(call, "pending");
  const interval = Number(approval["interval"]);
  const mine = { expression: "#nextPoll = :before", values: { ":before": Number(approval["nextPoll"]) } };
  // Of two that ask at the same time one asks Okta: each answer is given out once.
  if ((await table.update(approval.id, { nextPoll: now + interval }, mine)) === undefined)
    return shown(call, "pending");
  const state = await approver.state(String(approval["request"]), String(approval["user"]));
  if (state === "pending") return shown(call, "pending");
  if (state === "slow_down") {
    await table.update(approval.id, { interval: interval + 5, nextPoll: now + interval + 5 }, PENDING);
    return shown(call, "pending");
  }
  return settle(call, approval, state);
}

const PENDING = { expression: "#state = :pending", values: { ":pending": "pending" } };

/** INVARIANT: a state is settled once: who comes second hears what the first one has settled. */
async function settle(call: OperationCall, { id }: Item, state: ApprovalState): Promise<HttpResponse> {
  const { table } = call.backend;
  const settled = (await table.update(id, { state, request: "" }, PENDING)) ?? (await table.get(id));
  return shown(call, (settled?.["state"] ?? "expired") as ApprovalState);
}

function shown({ params }: OperationCall, state: ApprovalState): HttpResponse {
  return json(200, { id: params["approvalId"]!, status: state });
}
