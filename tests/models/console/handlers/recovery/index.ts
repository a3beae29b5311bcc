/** The function behind the routes of `recovery`. */
export { echo as handler } from "../lib/echo";
