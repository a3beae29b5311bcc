/** The function behind the routes of `admin`. */
export { echo as handler } from "../lib/echo";
