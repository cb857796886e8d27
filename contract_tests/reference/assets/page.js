"use strict";
(() => {
  const { document: spec, samples, servers, scheme, key, resources } = window.reference;
  document.title = spec.info.title;

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

  // Curl and Python beside each operation.
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
    return {
      wrapComponents: {
        responses: (Original) => (props) => {
          const operation = operations.find((one) => one.path === props.path && one.method === props.method);
          const own = operation ? samples[operation.id] : {};
          return h("div", null,
            h("div", { className: "samples" },
              h("h4", null, "Samples"),
              Object.entries(own).map(([language, text]) => h(Sample, { key: language, language, text }))),
            h(Original, props));
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
  const chosen = new Map();
  const fillIn = (resource, id) => {
    chosen.set(resource, id);
    for (const [name, parameter] of Object.entries(resource.takes)) {
      const { path, method } = operations.find((one) => one.id === name);
      const { specSelectors, specActions } = ui.getSystem();
      specActions.changeParam([path, method], parameter, "path", id, false);
      const known = specSelectors.operationWithMeta(path, method).get("parameters");
      const same = known && known.filter((one) => one.get("in") === "path" && one.get("name") === parameter);
      if (same) same.forEach((one) => specActions.changeParamByIdentity([path, method], one, id, false));
    }
  };
  const learn = (response) => {
    if (!response.ok || !response.method) return response;
    const operation = operationOf(response.method, response.url);
    let body = null;
    try { body = JSON.parse(response.text); } catch { return response; }
    for (const resource of operation ? resources : []) {
      const ids = (resource.shows[operation.id] || []).flatMap((steps) => find(body, steps)).filter((id) => id !== null);
      if (ids.length && (resource.creates === operation.id || !ids.includes(chosen.get(resource)))) fillIn(resource, String(ids[0]));
    }
    return response;
  };

  // Which server a click reaches.
  const selected = () => {
    const url = ui ? ui.getSystem().oas3Selectors.selectedServer() : "";
    return servers.find((server) => (server.url || "/") === url) || servers[0];
  };
  let method = "GET";
  const ask = (request) => {
    const server = selected();
    method = request.method || "GET";
    const changes = !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
    if (server.is_real && changes && !confirm(`Send ${method} to a real server?\n\n${server.description}\n${request.url}`)) {
      throw new Error("Not sent.");
    }
    return request;
  };

  const ui = SwaggerUIBundle({
    spec,
    dom_id: "#page",
    plugins: [Samples],
    deepLinking: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    filter: operations.length > 8,
    requestInterceptor: ask,
    responseInterceptor: (response) => learn(Object.assign(response, { method })),
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => { if (key) ui.preauthorizeApiKey(scheme, key); },
  });

  // From disk the renderer finds no reference of the document; nothing is ever fetched from this name.
  if (location.protocol === "file:") ui.specActions.updateUrl("https://openapi.invalid/");

  const reach = document.getElementById("reach");
  const tell = () => {
    const server = selected();
    const text = `Execute sends to ${server.url || location.origin}: ${server.description}${key && !server.is_real ? " Its key is filled in." : ""}`;
    if (reach.textContent !== text) reach.textContent = text;
    reach.classList.toggle("real", server.is_real);
  };
  ui.getStore().subscribe(tell);
  tell();
})();
