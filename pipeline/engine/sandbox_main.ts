/** Entry of a worker thread. */
import { serve } from "./sandbox.ts";

serve();
