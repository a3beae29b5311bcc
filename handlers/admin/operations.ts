/** The admin service's operations, by the route that each answers. What is not in this table is not done. */
import { createApproval, getApproval } from "./approvals";
import { createChallenge, getChallenge, verifyChallenge } from "./challenges";
import { activateFactor, enrolFactor, FACTOR_WORTH, listFactors } from "./factors";
import type { Operation } from "./operation";
import { getReport } from "./reports";
import {
  activateUser,
  createUser,
  deactivateUser,
  deleteUser,
  getProfile,
  getUser,
  listUsers,
  updateUser,
} from "./users";

export interface OperationRow {
  readonly run: Operation;
  /**
   * `person`: about whom the path names, which is looked at before it runs. `own`: about what the caller has or has begun.
   * `named`: about whom the body names, which the operation looks at itself. `anybody`: about nobody in particular; closed to
   * a client that may act on some people alone.
   */
  readonly on: "person" | "own" | "named" | "anybody";
  /** Not about the account that the caller is signed in with. @default false */
  readonly notOneself?: true;
  /** The level of the step-up that the route must demand at least. @default none */
  readonly stepUp?: string;
}

export const OPERATIONS: ReadonlyMap<string, OperationRow> = new Map<string, OperationRow>([
  ["GET /users", { run: listUsers, on: "anybody" }],
  ["POST /users", { run: createUser, on: "anybody" }],
  ["GET /users/{id}", { run: getUser, on: "person" }],
  ["PATCH /users/{id}", { run: updateUser, on: "person" }],
  ["DELETE /users/{id}", { run: deleteUser, on: "person", notOneself: true }],
  ["POST /users/{id}/activate", { run: activateUser, on: "person" }],
  ["POST /users/{id}/deactivate", { run: deactivateUser, on: "person", notOneself: true }],
  ["GET /users/{id}/factors", { run: listFactors, on: "person" }],
  ["POST /users/{id}/factors", { run: enrolFactor, on: "person", notOneself: true, stepUp: FACTOR_WORTH }],
  [
    "POST /users/{id}/factors/{factorId}/activate",
    { run: activateFactor, on: "person", notOneself: true, stepUp: FACTOR_WORTH },
  ],
  ["POST /users/{id}/challenges", { run: createChallenge, on: "person" }],
  ["GET /users/{id}/challenges/{challengeId}", { run: getChallenge, on: "person" }],
  ["POST /users/{id}/challenges/{challengeId}/verify", { run: verifyChallenge, on: "person" }],
  ["POST /approvals", { run: createApproval, on: "named" }],
  ["GET /approvals/{approvalId}", { run: getApproval, on: "own" }],
  ["GET /profile", { run: getProfile, on: "own" }],
  ["GET /reports", { run: getReport, on: "anybody" }],
]);
