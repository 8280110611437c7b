#include "CXML.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct holdfast_markup {
  xmlParserCtxtPtr parser;
  holdfast_markup_events events;
  bool html;
  int32_t depth;
  int32_t deepest;
  bool stopped;
  char problem[256];
};

static void stop(holdfast_markup *markup, const char *problem) {
  if (markup->stopped) return;
  markup->stopped = true;
  snprintf(markup->problem, sizeof markup->problem, "%s", problem);
  xmlStopParser(markup->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes) {
  holdfast_markup *markup = context;
  if (markup->stopped) return;
  // Elements that HTML leaves open are closed by the parser, with an event each: the depth is that of the tree.
  if (++markup->depth > markup->deepest) {
    stop(markup, "its elements lie too deep in each other");
    return;
  }
  int32_t count = 0;
  if (attributes != NULL) {
    while (attributes[2 * count] != NULL) count++;
  }
  markup->events.start(
      markup->events.context, (const char *)name, (const char *const *)attributes, count);
}

static void on_end(void *context, const xmlChar *name) {
  holdfast_markup *markup = context;
  if (markup->stopped) return;
  markup->depth--;
  markup->events.end(markup->events.context, (const char *)name);
}

static void on_text(void *context, const xmlChar *bytes, int count) {
  holdfast_markup *markup = context;
  if (markup->stopped || count <= 0) return;
  markup->events.text(markup->events.context, (const char *)bytes, (size_t)count);
}

static void on_comment(void *context, const xmlChar *text) {
  (void)text;
  holdfast_markup *markup = context;
  if (!markup->stopped) markup->events.other(markup->events.context);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *text) {
  (void)target;
  on_comment(context, text);
}

// A document type may declare entities, which may stand for billions of others or for files of this machine.
static void on_document_type(
    void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  holdfast_markup *markup = context;
  // An HTML page names its document type, and HTML's parser reads no declarations.
  if (!markup->html) stop(markup, "it declares a document type, which is not read");
}

// None but the five that XML itself has, which the parser knows.
static xmlEntityPtr no_entity(void *context, const xmlChar *name) {
  (void)context;
  (void)name;
  return NULL;
}

// What the parser itself found wrong.
static void stop_for_error(holdfast_markup *markup) {
  const xmlError *error = xmlCtxtGetLastError(markup->parser);
  char problem[sizeof markup->problem];
  if (error == NULL || error->message == NULL) {
    stop(markup, "it is not well-formed XML");
    return;
  }
  snprintf(problem, sizeof problem, "line %d: %s", error->line, error->message);
  size_t length = strlen(problem);
  while (length > 0 && (problem[length - 1] == '\n' || problem[length - 1] == ' ')) problem[--length] = 0;
  stop(markup, problem);
}

holdfast_markup *holdfast_markup_new(bool html, int32_t deepest, holdfast_markup_events events) {
  holdfast_markup *markup = calloc(1, sizeof *markup);
  if (markup == NULL) return NULL;
  markup->events = events;
  markup->html = html;
  markup->deepest = deepest;
  xmlSAXHandler handler;
  memset(&handler, 0, sizeof handler);
  // Version 1 of the interface: names with their prefixes, values as strings.
  handler.initialized = 1;
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_text;
  handler.cdataBlock = on_text;
  handler.ignorableWhitespace = on_text;
  handler.comment = on_comment;
  handler.processingInstruction = on_instruction;
  handler.internalSubset = on_document_type;
  handler.getEntity = no_entity;
  markup->parser = html ? htmlCreatePushParserCtxt(&handler, markup, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8)
                        : xmlCreatePushParserCtxt(&handler, markup, NULL, 0, NULL);
  if (markup->parser == NULL) {
    free(markup);
    return NULL;
  }
  if (html) {
    htmlCtxtUseOptions(
        markup->parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
  } else {
    // HUGE lifts the parser's own limit on an attribute, in which a picture lies; whoever feeds it has set another.
    xmlCtxtUseOptions(markup->parser, XML_PARSE_NONET | XML_PARSE_HUGE);
  }
  return markup;
}

void holdfast_markup_free(holdfast_markup *markup) {
  if (markup == NULL) return;
  if (markup->parser->myDoc != NULL) {
    xmlFreeDoc(markup->parser->myDoc);
    markup->parser->myDoc = NULL;
  }
  if (markup->html) htmlFreeParserCtxt(markup->parser);
  else xmlFreeParserCtxt(markup->parser);
  free(markup);
}

bool holdfast_markup_push(holdfast_markup *markup, const uint8_t *bytes, size_t count, bool last) {
  if (markup->stopped) return false;
  if (count > INT32_MAX) {
    stop(markup, "a piece of it is too large");
    return false;
  }
  if (markup->html) {
    htmlParseChunk(markup->parser, (const char *)bytes, (int)count, last);
  } else {
    xmlParseChunk(markup->parser, (const char *)bytes, (int)count, last);
    if (!markup->stopped && !markup->parser->wellFormed) stop_for_error(markup);
  }
  return !markup->stopped;
}

const char *holdfast_markup_problem(const holdfast_markup *markup) {
  return markup->stopped ? markup->problem : NULL;
}
