/** Who is in a group. */
import { ApiError, notFound } from "../../errors/apiErrors";
import { noContent } from "../../http/endpoint";
import { page } from "../../http/page";
import type { User } from "../../org/entities";
import { addMember, membersOf, removeMember } from "../../org/memberships";
import { pageOf, rows, type ApiCall } from "../apiEndpoint";
import { GROUP_PATH, groupOf } from "./groups";
import { listedUser } from "../users/userView";

const MEMBERS = `${GROUP_PATH}/users`;
const LIMITS = { usual: 1000, max: 1000 };

export const groupMembers = rows(
  "okta.groups",
  { method: "GET", path: MEMBERS, operation: "listGroupUsers", handle: list },
  { method: "PUT", path: `${MEMBERS}/{userId}`, operation: "assignUserToGroup", handle: add },
  { method: "DELETE", path: `${MEMBERS}/{userId}`, operation: "unassignUserFromGroup", handle: remove },
);

function list(call: ApiCall) {
  return page(pageOf(call), membersOf(call.org, groupOf(call)), (user) => listedUser(call.org, user), LIMITS);
}

function add(call: ApiCall) {
  const { group, user } = found(call);
  addMember(call.org, group, user);
  return noContent;
}

function remove(call: ApiCall) {
  const { group, user } = found(call);
  removeMember(call.org, group, user);
  return noContent;
}

function found(call: ApiCall) {
  const group = groupOf(call);
  const id = call.params["userId"]!;
  const user: User | undefined = call.org.users.get(id);
  if (user === undefined) throw notFound(id, "User");
  if (group.type !== "OKTA_GROUP") throw new ApiError("E0000006");
  return { group, user };
}
