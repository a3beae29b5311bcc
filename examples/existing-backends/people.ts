/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  carla: { firstName: "Carla", lastName: "Clerk", groups: ["clerks"] },
  mario: { firstName: "Mario", lastName: "Manager", groups: ["managers"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
