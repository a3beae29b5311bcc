/** The people of the local org: librarians work at a branch, which the claim `branch` tells. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  rita: { firstName: "Rita", lastName: "Reader", groups: ["readers"] },
  lena: { firstName: "Lena", lastName: "Librarian", department: "Harbour", groups: ["librarians"] },
  // A librarian who reads.
  luis: { firstName: "Luis", lastName: "Both", department: "Station", groups: ["readers", "librarians"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
