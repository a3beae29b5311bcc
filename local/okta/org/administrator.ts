/** The administrator whose API token it is. He is nobody who signs in, so he is not among the users. */
export const ADMINISTRATOR_ID = "00u0localadmin000000";
