// The page: sends the article, shows the answer. Every text goes in as a text node, never as markup.
"use strict";

const NAMES = { "pro-kyiv": "pro-Kyiv", "pro-moscow": "pro-Moscow", ukraine: "Ukraine", russia: "Russia", west: "the West", other: "none of Ukraine, Russia, the West" };
const REASONS = {
  "low-confidence": "The model is not sure enough to vouch for this stance.",
  "no-words": "There are no words to judge here.",
  "words-disagree": "The words alone say the opposite.",
  "not-english": "This does not look like English.",
};
const EXAMPLE = `Regional governor visits the front

“We will hold this town, and we will take back the next,” the Ukrainian regional governor, Ivan Petrenko, told reporters on Monday. “The occupiers are burning what they cannot keep.” A Russian-installed official, Pyotr Sidorov, said the strikes were “terrorism, plain and simple” and promised an answer.

A spokeswoman for an aid agency said: “Two buses left at noon, and a third will follow.”`;

const NOTHING = "No quoted sentence was found. Only words in quotation marks are read, no titles or names among them.";
const CHANGED = "The text or its date has changed since: find the quotes again.";
let shown = null; // what the results are of, and the line that was said of them

const LONG = 20000; // characters that take more than a moment
let pace = null; // seconds for a character, as the last article was read

const byId = (id) => document.getElementById(id);
const nameOf = (label) => NAMES[label] || label;
const percent = (share) => `${share < 0.005 ? "<1" : share < 0.995 ? Math.round(share * 100) : ">99"}\u00a0%`; // never certain

function element(tag, options = {}, ...children) {
  const { className, ...attributes } = options;
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function bars(title, probabilities) {
  const list = element("dl", { className: "bars", "aria-label": title });
  for (const [label, share] of Object.entries(probabilities)) {
    const bar = element("progress", { className: label, max: "1", value: String(share), "aria-label": nameOf(label) });
    list.append(element("dt", {}, nameOf(label)), element("dd", {}, bar, element("span", {}, percent(share))));
  }
  return list;
}

function classesOf(result) {
  return result.stance.label + (result.stance.abstained ? " unsure" : "");
}

function speakerLine(speaker) {
  const doubted = speaker.name && speaker.confidence < 0.5 ? " ?" : ""; // rather somebody else, or nobody
  const name = element("strong", { className: "speaker" }, (speaker.name || "Speaker not named") + doubted);
  const guess = { guess: " (a guess)", "given name": " (by given name alone)" }[speaker.evidence.split(":")[0]] || "";
  const side = speaker.side === "unknown" ? "side not known" : `side: ${nameOf(speaker.side)}${guess}`;
  const sure = speaker.name ? `, attribution ${percent(speaker.confidence)} sure` : "";
  return element("p", {}, name, `, ${side}${sure}`);
}

function labelLine(title, className, result) {
  const share = ` ${percent(result.probabilities[result.label])}`;
  return element("p", { className }, `${title}: `, element("strong", { className: result.label }, nameOf(result.label)), share);
}

function details(result) {
  const made = element("details", {}, element("summary", {}, "Probabilities, and what the words alone say"));
  made.append(bars("Probabilities of the stance", result.stance.probabilities));
  made.append(bars("Probabilities of the sentiment", result.sentiment.probabilities));
  if (result.stance_text) made.append(relianceLine(result));
  return made;
}

function relianceLine(result) {
  const { label, probabilities, abstained } = result.stance_text;
  const words = `By the words alone: ${nameOf(label)} ${percent(probabilities[label])}${abstained ? ", not vouched for" : ""}. `;
  const share = `Context reliance ${percent(result.context_reliance)}: how far who speaks and the text around move the answer.`;
  return element("p", { className: "reliance" }, words, share);
}

function back(number) {
  const link = { className: "back", href: `#mark-${number}`, "aria-label": `Quote ${number}: back to the text` };
  return element("a", link, `${number} \u2191 text`);
}

function card(result, number, isMarked) {
  const made = element("li", { id: `quote-${number}` });
  if (isMarked) made.append(back(number));
  made.append(element("blockquote", {}, result.quote ? result.quote.text : ""));
  if (result.status !== "ok") {
    made.append(element("p", { className: "abstention" }, `No label: ${result.error.detail}`));
    return made;
  }
  made.className = classesOf(result);
  made.append(speakerLine(result.speaker));
  if (result.speaker.evidence) made.append(element("p", { className: "evidence" }, `Why this side: ${result.speaker.evidence}`));
  made.append(labelLine("Stance", "stance", result.stance));
  if (result.stance.abstained) {
    made.append(element("p", { className: "abstention" }, `Not vouched for. ${REASONS[result.stance.reason] || ""}`));
  }
  made.append(labelLine("Sentiment", "sentiment", result.sentiment));
  made.append(details(result));
  if (result.truncated) made.append(element("p", { className: "evidence" }, "The quote was too long to be read whole."));
  return made;
}

function mark(result, number, words) {
  const failed = result.status !== "ok";
  const label = failed ? "no label" : nameOf(result.stance.label) + (result.stance.abstained ? " ?" : "");
  const className = failed ? "quote unsure" : `quote ${classesOf(result)}`;
  return element("a", { className, id: `mark-${number}`, href: `#quote-${number}` }, words, element("small", {}, label));
}

function marked(text, results) {
  // Offsets count code points; JavaScript's own count UTF-16 units.
  const points = Array.from(text);
  const parts = [];
  let position = 0;
  results.forEach((result, index) => {
    const { start, end } = result.quote || {};
    if (start == null || start < position) return;
    parts.push(points.slice(position, start).join(""), mark(result, index + 1, points.slice(start, end).join("")));
    position = end;
  });
  parts.push(points.slice(position).join(""));
  return parts;
}

function show(given, article) {
  byId("text").replaceChildren(...marked(given.text, article.quotes));
  const isMarked = (number) => byId(`mark-${number}`) !== null;
  byId("quotes").replaceChildren(...article.quotes.map((result, index) => card(result, index + 1, isMarked(index + 1))));
  byId("results").hidden = article.quotes.length === 0;
  const count = article.quotes.length;
  const said = count === 0 ? NOTHING : `${count} quoted sentence${count === 1 ? "" : "s"} found.`;
  shown = { of: JSON.stringify(given), said };
  tellWhatIsShown();
  const first = article.quotes.find((result) => result.model);
  if (first) byId("model").textContent = `Model: ${first.model.name} ${first.model.version}.`;
  if (count) byId("results-title").focus({ preventScroll: true });
  byId("status").scrollIntoView({ block: count ? "start" : "nearest" });
}

function given() {
  // A half of a surrogate pair is no character and could not be sent.
  return { text: byId("article").value.toWellFormed(), date: byId("date").value || null };
}

function tellWhatIsShown() {
  const stale = JSON.stringify(given()) !== shown.of;
  byId("results").classList.toggle("stale", stale);
  byId("status").textContent = stale ? CHANGED : shown.said;
}

function later(why, wait) {
  const when = /^\d+$/.test(wait || "") ? `in ${wait} second${wait === "1" ? "" : "s"}` : "in a minute";
  return `${why} Try again ${when}.`;
}

function refusal(answer, text, wait) {
  if (answer.status === 401) {
    return byId("key").value ? "This API key is not known: enter another one." : "This service asks for an API key: enter yours in its field.";
  }
  if (answer.status === 413) {
    const limit = /at most (\d+)/.exec(answer.errors[0]?.detail);
    return `The text has ${Array.from(text).length} characters, ${limit ? `at most ${limit[1]} are read` : "which is too many"}: shorten it or send it in parts.`;
  }
  if (answer.status === 504) {
    return `Reading this article took too long. Send ${text.length > LONG ? "half of it at a time" : "it again in a minute"}.`;
  }
  if (answer.type === "urn:quotestance:problem:rate-limited") return later("This API key has asked for as much as it may for now.", wait);
  if (answer.status === 429 || answer.status === 503) return later("The service is busy, starting or stopping.", wait);
  return answer.detail;
}

async function ask(article) {
  const headers = { "Content-Type": "application/json" };
  if (byId("key").value) headers.Authorization = `Bearer ${byId("key").value}`;
  const body = JSON.stringify({ articles: [article], view: "both" });
  const response = await fetch("/v1/articles", { method: "POST", headers, body });
  const answer = await response.json();
  if (response.status === 401) {
    byId("key-row").hidden = false;
    byId("key").focus();
  }
  if (!response.ok) throw new Error(refusal(answer, article.text, response.headers.get("Retry-After")));
  const [result] = answer.results;
  if (result.status !== "ok") throw new Error(result.error.detail);
  return result;
}

function messageOf(problem) {
  if (problem instanceof TypeError) return "The service cannot be reached.";
  if (problem instanceof SyntaxError) return "The service gave no answer that can be read. Try again later.";
  return problem.message;
}

function progress(text, began) {
  const seconds = (Date.now() - began) / 1000;
  const wanted = pace === null ? null : pace * text.length;
  const about = wanted > 3 ? `, of about ${Math.ceil(wanted)} s` : text.length > LONG ? "; a long article takes a while" : "";
  byId("progress").hidden = seconds < 1;
  byId("elapsed").textContent = `${Math.floor(seconds)} s${about}`;
  if (wanted > 3 && seconds < wanted) byId("bar").value = seconds / wanted;
  else byId("bar").removeAttribute("value");
}

async function timed(article) {
  const began = Date.now();
  const timer = setInterval(() => progress(article.text, began), 250);
  try {
    const result = await ask(article);
    pace = (Date.now() - began) / 1000 / Math.max(1, article.text.length);
    return result;
  } finally {
    clearInterval(timer);
    byId("progress").hidden = true;
  }
}

async function submit(event) {
  event.preventDefault();
  const article = given();
  shown = null;
  byId("error").textContent = "";
  byId("results").hidden = true;
  byId("status").textContent = "Reading …";
  byId("status").scrollIntoView({ block: "nearest" }); // on a phone it is below what is seen
  byId("send").disabled = true;
  try {
    show(article, await timed(article));
  } catch (problem) {
    byId("status").textContent = "";
    byId("error").textContent = messageOf(problem);
    byId("error").scrollIntoView({ block: "nearest" });
  } finally {
    byId("send").disabled = false;
    if (document.activeElement === document.body) byId("send").focus({ preventScroll: true }); // lost while disabled
  }
}

function noteChange() {
  if (shown) tellWhatIsShown();
}

byId("form").addEventListener("submit", submit);
byId("form").addEventListener("input", noteChange);
byId("example").addEventListener("click", () => {
  byId("article").select();
  document.execCommand("insertText", false, EXAMPLE); // unlike a new value it can be undone
});
