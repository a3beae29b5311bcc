/** The admin service's operations, by the route that each answers. What is not in this table is not done. */
import { createApproval, getApproval } from "./approvals";
import { createChallenge, getChallenge, verifyChallenge } from "./challenges";
import { activateFactor, enrolFactor, listFactors } from "./factors";
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

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["GET /users", listUsers],
  ["POST /users", createUser],
  ["GET /users/{id}", getUser],
  ["PATCH /users/{id}", updateUser],
  ["DELETE /users/{id}", deleteUser],
  ["POST /users/{id}/activate", activateUser],
  ["POST /users/{id}/deactivate", deactivateUser],
  ["GET /users/{id}/factors", listFactors],
  ["POST /users/{id}/factors", enrolFactor],
  ["POST /users/{id}/factors/{factorId}/activate", activateFactor],
  ["POST /users/{id}/challenges", createChallenge],
  ["GET /users/{id}/challenges/{challengeId}", getChallenge],
  ["POST /users/{id}/challenges/{challengeId}/verify", verifyChallenge],
  ["POST /approvals", createApproval],
  ["GET /approvals/{approvalId}", getApproval],
  ["GET /profile", getProfile],
  ["GET /reports", getReport],
]);
