/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  cara: { firstName: "Cara", lastName: "Clerk", groups: ["clerks"] },
  paul: { firstName: "Paul", lastName: "Packer", groups: ["packers"] },
  lea: { firstName: "Lea", lastName: "Lead", groups: ["leads"] },
  aldo: { firstName: "Aldo", lastName: "Auditor", groups: ["auditors"] },
  // Sells and packs.
  bea: { firstName: "Bea", lastName: "Both", groups: ["clerks", "packers"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
