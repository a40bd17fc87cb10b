/** Entry of a worker process. */
import { serve } from "./sandbox.ts";

await serve();
