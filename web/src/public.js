// What a parent's browser adds to the pages, which work without it. At most 4 KB compressed; one file for each help.
import "./public/focus.js";
import "./public/count.js";
import "./public/work.js";
import "./public/copy.js";
import "./public/photo.js";
import "./public/suggest.js";
