/** Who is in the org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  ada: { firstName: "Ada", lastName: "Both", department: "North", groups: ["clerks", "leads"] },
});
