import { createProgressStore, define, labelOf, standingOf } from "cloudmap-waiter/ui";
import { createApp, defineComponent, h, onScopeDispose, shallowRef } from "vue";

define();

const OwnProgress = defineComponent({
  setup: () => {
    const store = createProgressStore("/events");
    const snapshot = shallowRef(store.getSnapshot());
    onScopeDispose(store.subscribe(() => (snapshot.value = store.getSnapshot())));
    return () =>
      h(
        "ul",
        Array.from(snapshot.value.operations, ([key, operation]) =>
          h("li", { key }, `${labelOf(operation)}: ${standingOf(operation, store.now()).word}`),
        ),
      );
  },
});

createApp({
  render: () => [h("cloudmap-progress", { src: "/events", heading: "Rollout" }), h(OwnProgress)],
}).mount("#root");
