// The page: sends the article, shows the answer. Every text goes in as a text node, never as markup.
"use strict";

const NAMES = { "pro-kyiv": "pro-Kyiv", "pro-moscow": "pro-Moscow" };
const REASONS = {
  "low-confidence": "The model is not sure enough to vouch for this stance.",
  "no-words": "There are no words to judge here.",
};
const EXAMPLE = `Regional governor visits the front

“We will hold this town, and we will take back the next,” the Ukrainian regional governor, Ivan Petrenko, told reporters on Monday. “The occupiers are burning what they cannot keep.” A Russian-installed official, Pyotr Sidorov, said the strikes were “terrorism, plain and simple” and promised an answer.

A spokeswoman for an aid agency said: “Two buses left at noon, and a third will follow.”`;

const byId = (id) => document.getElementById(id);
const nameOf = (label) => NAMES[label] || label;
const percent = (share) => `${Math.round(share * 100)} %`;

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
  const name = element("strong", { className: "speaker" }, speaker.name || "Speaker not named");
  const side = speaker.side === "unknown" ? "side not known" : `side: ${speaker.side}`;
  const parts = [name, ` (${side}`];
  if (speaker.name) parts.push(`, attribution ${percent(speaker.confidence)} sure`);
  return element("p", {}, ...parts, ")");
}

function relianceLine(result) {
  const words = `By the words alone: ${nameOf(result.stance_text.label)}. `;
  const share = `Context reliance ${percent(result.context_reliance)}: how far who speaks and the text around move the answer.`;
  return element("p", { className: "reliance" }, words, share);
}

function card(result, number) {
  const made = element("li", { id: `quote-${number}` });
  made.append(element("blockquote", {}, result.quote.text));
  if (result.status !== "ok") {
    made.append(element("p", { className: "abstention" }, `No label: ${result.error.detail}`));
    return made;
  }
  made.className = classesOf(result);
  made.append(speakerLine(result.speaker));
  if (result.speaker.evidence) made.append(element("p", { className: "evidence" }, `Why this side: ${result.speaker.evidence}`));
  const stance = element("strong", { className: result.stance.label }, nameOf(result.stance.label));
  made.append(element("p", { className: "stance" }, "Stance: ", stance));
  if (result.stance.abstained) {
    made.append(element("p", { className: "abstention" }, `Not vouched for. ${REASONS[result.stance.reason] || ""}`));
  }
  made.append(bars("Probabilities of the stance", result.stance.probabilities));
  made.append(element("p", { className: "sentiment" }, "Sentiment: ", element("strong", {}, result.sentiment.label)));
  made.append(bars("Probabilities of the sentiment", result.sentiment.probabilities));
  if (result.stance_text) made.append(relianceLine(result));
  if (result.truncated) made.append(element("p", { className: "evidence" }, "The quote was too long to be read whole."));
  return made;
}

function mark(result, number, words) {
  const failed = result.status !== "ok";
  const label = failed ? "no label" : nameOf(result.stance.label) + (result.stance.abstained ? " ?" : "");
  const className = failed ? "quote unsure" : `quote ${classesOf(result)}`;
  return element("a", { className, href: `#quote-${number}` }, words, element("small", {}, label));
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

function show(text, article) {
  byId("text").replaceChildren(...marked(text, article.quotes));
  byId("quotes").replaceChildren(...article.quotes.map((result, index) => card(result, index + 1)));
  byId("results").hidden = article.quotes.length === 0;
  const count = article.quotes.length;
  byId("status").textContent = count === 0 ? "No quoted sentence was found." : `${count} quoted sentence${count === 1 ? "" : "s"} found.`;
  const first = article.quotes.find((result) => result.model);
  if (first) byId("model").textContent = `Model: ${first.model.name} ${first.model.version}.`;
  if (count) byId("results-title").focus();
}

async function ask(text) {
  const headers = { "Content-Type": "application/json" };
  if (byId("key").value) headers.Authorization = `Bearer ${byId("key").value}`;
  const body = JSON.stringify({ articles: [{ text }], view: "both" });
  const response = await fetch("/v1/articles", { method: "POST", headers, body });
  if (response.status === 401) byId("key-row").hidden = false;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  const article = answer.results[0];
  if (article.status !== "ok") throw new Error(article.error.detail);
  return article;
}

async function submit(event) {
  event.preventDefault();
  // A half of a surrogate pair is no character and could not be sent.
  const text = byId("article").value.toWellFormed();
  byId("error").textContent = "";
  byId("results").hidden = true;
  byId("status").textContent = "Reading …";
  byId("send").disabled = true;
  try {
    show(text, await ask(text));
  } catch (problem) {
    byId("status").textContent = "";
    byId("error").textContent = problem instanceof TypeError ? "The service cannot be reached." : problem.message;
  } finally {
    byId("send").disabled = false;
  }
}

byId("form").addEventListener("submit", submit);
byId("example").addEventListener("click", () => {
  byId("article").value = EXAMPLE;
  byId("article").focus();
});
