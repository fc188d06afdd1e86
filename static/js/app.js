// What every page loads: keys, notices, and the way back in when the session has ended.

import { watchBell } from "./bell.js";
import { watchKeys } from "./keys.js";
import { keepWhatIsNotSent } from "./later.js";
import { watchMenus } from "./menus.js";
import { watchConnection } from "./notices.js";

watchKeys();
watchMenus();
keepWhatIsNotSent(); // before the connection is told of: what is kept is told otherwise
watchConnection();
watchBell();
