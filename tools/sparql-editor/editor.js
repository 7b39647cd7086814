// A SPARQL editor with completion, in a shadow root: what CodeMirror styles it with is no inline style of the page.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The colours are those of the page.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool], color: "var(--contradiction)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--law)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.atom, tags.link, tags.tagName, tags.typeName, tags.propertyName], color: "var(--practice)" },
]);
const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--edge)", borderRadius: ".3rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { font: ".9rem/1.5 ui-monospace, 'DejaVu Sans Mono', monospace", minHeight: "14rem", maxHeight: "32rem" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--wash)", borderRight: "1px solid var(--line)" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--here)",
  },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--wash)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--paper)", background: "var(--link)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: ".8" },
});

// Words that begin where the cursor is: a variable of the query, a name with its prefix, a keyword.
function source(words) {
  return (context) => {
    const word = context.matchBefore(/[?$\w:][\w:.-]*/);
    if (!word && !context.explicit) return null;
    const variables = new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? []);
    variables.delete(word?.text);
    const options = [...words, ...[...variables].sort().map((label) => ({ label, type: "variable" }))];
    return { from: word ? word.from : context.pos, options, validFor: /^[?$\w:][\w:.-]*$/ };
  };
}

/** An editor in `host`, named `label`: `{ text, setText, focus }`. `words` are completions, `run` is done on Ctrl-Enter. */
globalThis.sparqlEditor = (host, label, text, words, run) => {
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [source(words)], icons: false }),
        // Tab leaves the editor, as it leaves any field.
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        looks,
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
};
