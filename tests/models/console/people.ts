/** The people of this product: who they are, and how they can prove it. */
import { definePeople } from "okta-api-access";
import access from "./access";

/** At least one for each group, one in several, one in none, one who may use no application, one who has left. */
export default definePeople(access, {
  agnes: {
    firstName: "Agnes",
    lastName: "Agent",
    department: "Support",
    groups: ["support-agents"],
  },
  leo: {
    firstName: "Leo",
    lastName: "Lead",
    department: "Support",
    groups: ["support-leads"],
    factors: ["password", "totp", "push"],
  },
  frida: {
    firstName: "Frida",
    lastName: "Factor",
    department: "Factor desk",
    groups: ["factor-desk"],
  },
  ada: {
    firstName: "Ada",
    lastName: "Admin",
    department: "Platform",
    groups: ["user-admins"],
    factors: ["password", "totp", "passkey", "security-key"],
  },
  aldo: {
    firstName: "Aldo",
    lastName: "Auditor",
    department: "Audit",
    groups: ["auditors"],
    otherGroups: ["permissions-weekly-reports", "permissions-audit-reports"],
  },
  carla: {
    firstName: "Carla",
    lastName: "Customer",
    groups: ["customers"],
    factors: ["password"],
  },
  // In two groups whose scopes no single group holds.
  bruno: {
    firstName: "Bruno",
    lastName: "Both",
    department: "Support",
    groups: ["support-leads", "factor-desk"],
  },
  // In a support group, but without a second factor: cannot sign in to the console at all.
  penny: {
    firstName: "Penny",
    lastName: "Password",
    department: "Support",
    groups: ["support-leads"],
    factors: ["password"],
  },
  nora: { firstName: "Nora", lastName: "Nobody", groups: [] },
  // In a group that no app is assigned to.
  uli: {
    firstName: "Uli",
    lastName: "Unassigned",
    groups: [],
    otherGroups: ["contractors"],
  },
  dora: {
    firstName: "Dora",
    lastName: "Departed",
    department: "Support",
    groups: ["support-agents"],
    status: "DEPROVISIONED",
  },
});
