/** The local AWS in a process of its own, for the benchmark of the gateway; prints its address. */
import { startLocalAws } from "../local/aws/start";

if (require.main === module) void startLocalAws().then(({ url }) => process.stdout.write(`${url}\n`));
