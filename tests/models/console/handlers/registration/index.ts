/** The function behind the routes of `registration`. */
export { echo as handler } from "../lib/echo";
