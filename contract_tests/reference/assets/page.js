"use strict";
(() => {
  let ui = null;
  const { document: spec, samples, servers, scheme, key, resources } = window.reference;
  document.title = spec.info.title;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", dress);
  dress();

  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation && operation.operationId)
      .map(([method, { operationId: id }]) => {
        const pattern = path.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^/]+");
        return { id, path, method, pattern: new RegExp(`${pattern}$`), literal: !path.includes("{") };
      }),
  );
  const operationOf = (method, url) => {
    const path = new URL(url, location.href).pathname;
    const found = operations.filter((one) => one.method === method.toLowerCase() && one.pattern.test(path));
    return found.find((one) => one.literal) || found[0];
  };

  // Curl and Python beside each operation: about the id that was seen last, or with a create before the call.
  const chosen = new Map();
  const drawn = new Set();
  const redrawSamples = () => { for (const again of drawn) again(); };
  const sampleText = (id, { one, whole }) => {
    const resource = resources.find((this_one) => id in this_one.takes);
    const value = resource && chosen.get(resource);
    return value === undefined ? whole || one : one.replaceAll(resource.takes[id].example, value);
  };
  const Samples = (system) => {
    const h = system.React.createElement;
    const Sample = ({ language, text }) => {
      const [label, setLabel] = system.React.useState("Copy");
      const copy = () => navigator.clipboard.writeText(text).then(() => setLabel("Copied"), () => setLabel("Select it"));
      return h("details", { className: "sample", open: language === "curl" },
        h("summary", null, language),
        h("button", { type: "button", className: "btn copy-sample", onClick: copy, "aria-label": `${label} ${language}` }, label),
        h("pre", { tabIndex: 0 }, h("code", null, text)));
    };
    const All = ({ id }) => {
      const [, redraw] = system.React.useState(0);
      system.React.useEffect(() => {
        const again = () => redraw((count) => count + 1);
        drawn.add(again);
        return () => drawn.delete(again);
      }, []);
      return h("div", { className: "samples" },
        h("h4", null, "Samples"),
        Object.entries(samples[selected().url][id]).map(([language, both]) => h(Sample, { key: language, language, text: sampleText(id, both) })));
    };
    return {
      wrapComponents: {
        responses: (Original) => (props) => {
          const operation = operations.find((one) => one.path === props.path && one.method === props.method);
          return h("div", null, operation ? h(All, { id: operation.id }) : null, h(Original, props));
        },
      },
    };
  };

  // What a response shows the id of is what the next click is about.
  const find = (value, [step, ...rest]) => {
    if (step === undefined) return [value];
    if (step === "[]") return Array.isArray(value) ? value.flatMap((item) => find(item, rest)) : [];
    return value !== null && typeof value === "object" && step in value ? find(value[step], rest) : [];
  };
  const fillIn = (resource, id) => {
    chosen.set(resource, id);
    for (const [name, { parameter }] of Object.entries(resource.takes)) {
      const { path, method } = operations.find((one) => one.id === name);
      const { specSelectors, specActions } = ui.getSystem();
      specActions.changeParam([path, method], parameter, "path", id, false);
      // A field that is open goes by the parameter as the document has it, without the value that it has by now.
      const known = specSelectors.specJsonWithResolvedSubtrees().getIn(["paths", path, method, "parameters"]);
      const same = known && known.filter((one) => one.get("in") === "path" && one.get("name") === parameter);
      if (same) same.forEach((one) => specActions.changeParamByIdentity([path, method], one, id, false));
    }
    redrawSamples();
  };
  const learn = (response) => {
    if (!response.ok || !response.method) return response;
    const operation = operationOf(response.method, response.url);
    let body = null;
    try { body = JSON.parse(response.text); } catch { return response; }
    for (const resource of operation ? resources : []) {
      if (resource.deletes === operation.id && chosen.delete(resource)) redrawSamples();
      const ids = (resource.shows[operation.id] || []).flatMap((steps) => find(body, steps)).filter((id) => id !== null);
      if (ids.length && (resource.creates === operation.id || !ids.includes(chosen.get(resource)))) fillIn(resource, String(ids[0]));
    }
    return response;
  };

  // Which server a click reaches. The mock's key is for the mock alone.
  const selected = () => {
    const url = ui ? ui.getSystem().oas3Selectors.selectedServer() : "";
    return servers.find((server) => server.url === url) || servers[0];
  };
  let method = "GET";
  const ask = (request) => {
    const server = selected();
    method = request.method || "GET";
    const changes = !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
    const url = server.reaches + new URL(request.url, location.href).pathname.replace(/^\/relay(?=\/)/, "");
    if (server.is_real && changes && !confirm(`This changes a real store. Send it?\n\n${method} ${url}`)) {
      throw new Error("Not sent.");
    }
    if (server.is_real && key && Object.values(request.headers).includes(key)) throw new Error("This is the mock's key: authorize with one of your own.");
    if (server.url === "/relay") request.headers["X-Relay"] = "staging";
    return request;
  };

  ui = SwaggerUIBundle({
    spec,
    dom_id: "#page",
    plugins: [Samples, Named],
    deepLinking: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    filter: operations.length > 8,
    requestInterceptor: ask,
    showMutatedRequest: false, // one that is not sent is never mutated, and could not be shown
    responseInterceptor: (response) => learn(Object.assign(response, { method })),
    tryItOutEnabled: true,
    validatorUrl: null,
  });

  // From disk the renderer finds no reference of the document; nothing is ever fetched from this name.
  if (location.protocol === "file:") ui.specActions.updateUrl("https://openapi.invalid/");

  if (key) ui.preauthorizeApiKey(scheme, key);
  const reach = document.getElementById("reach");
  let before = null;
  const tell = () => {
    const server = selected();
    if (server === before) return;
    const isFirst = before === null;
    before = server;
    if (!isFirst && key) {
      if (server.is_real) ui.authActions.logout([scheme]);
      else ui.preauthorizeApiKey(scheme, key);
    }
    const note = server.is_real ? " Authorize with a key of your own. A change is asked about first." : key ? " Its key is filled in." : "";
    const isForeign = new URL(server.url, location.href).origin !== location.origin;
    const cors = isForeign ? " It has to serve pages of other origins (CORS)." : "";
    reach.textContent = `Execute sends to ${server.reaches} (${server.is_real ? "a real server" : server.description.replace(/\.$/, "")}).${note}${cors}`;
    reach.classList.toggle("real", server.is_real);
    document.body.classList.toggle("relayed", server.url === "/relay");
    redrawSamples();
  };
  ui.getStore().subscribe(tell);
  tell();
})();
