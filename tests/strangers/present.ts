/** The first import of every file here: who needs a stranger that is not installed is told how to install it. */
import { needStrangers } from "../setup/strangers";

needStrangers();
