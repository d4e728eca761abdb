package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/a2aproject/a2a-go/v2/a2a"
)

const steps = "one two three four"

type namedCheck struct {
	name  string
	check func(context.Context) error
}

func (c *checks) script() []namedCheck {
	return []namedCheck{
		{"card", c.readsCard}, {"send", c.send}, {"unicode", c.unicode}, {"file", c.file}, {"file name", c.fileName}, {"link", c.link}, {"data", c.data},
		{"message", c.message}, {"reject", c.reject}, {"at once", c.atOnce}, {"cancel", c.cancel}, {"stream", c.stream},
		{"stream message", c.streamMessage}, {"subscribe", c.subscribe}, {"turns", c.turns}, {"history", c.history}, {"list", c.list},
		{"push", c.push}, {"push delivery", c.pushDelivery}, {"push in send", c.pushInSend}, {"extended card", c.extendedCard},
		{"unknown task", c.unknownTask}, {"ended task", c.endedTask}, {"ended stream", c.endedStream},
	}
}

func equal(got, expected any) error {
	if reflect.DeepEqual(got, expected) {
		return nil
	}
	return fmt.Errorf("%#v (expected: %#v)", got, expected)
}

func request(scene, text string, task *a2a.Task) *a2a.SendMessageRequest {
	message := a2a.NewMessage(a2a.MessageRoleUser, a2a.NewTextPart(text))
	message.ID = scene + "-" + a2a.NewMessageID()
	if task != nil {
		message.TaskID, message.ContextID = task.ID, task.ContextID
	}
	return &a2a.SendMessageRequest{Message: message}
}

func textOfParts(parts a2a.ContentParts) string {
	text := ""
	for _, part := range parts {
		text += part.Text()
	}
	return text
}

func textOf(task *a2a.Task) string {
	text := ""
	for _, artifact := range task.Artifacts {
		text += textOfParts(artifact.Parts)
	}
	return text
}

func (c *checks) sent(ctx context.Context, request *a2a.SendMessageRequest, state a2a.TaskState) (*a2a.Task, error) {
	answer, err := c.client.SendMessage(ctx, request)
	if err != nil {
		return nil, err
	}
	task, ok := answer.(*a2a.Task)
	if !ok {
		return nil, fmt.Errorf("%T (expected: a task)", answer)
	}
	return task, equal(task.Status.State, state)
}

func (c *checks) task(ctx context.Context, scene string, state a2a.TaskState) (*a2a.Task, error) {
	return c.sent(ctx, request(scene, "hello", nil), state)
}

func (c *checks) started(ctx context.Context, scene string) (*a2a.Task, error) {
	asked := request(scene, "hello", nil)
	asked.Config = &a2a.SendMessageConfig{ReturnImmediately: true}
	answer, err := c.client.SendMessage(ctx, asked)
	if err != nil {
		return nil, err
	}
	task := answer.(*a2a.Task)
	if task.Status.State != a2a.TaskStateSubmitted && task.Status.State != a2a.TaskStateWorking {
		return nil, fmt.Errorf("%s (expected: submitted or working)", task.Status.State)
	}
	return task, nil
}

func (c *checks) get(ctx context.Context, id a2a.TaskID, historyLength ...int) (*a2a.Task, error) {
	asked := &a2a.GetTaskRequest{ID: id}
	if len(historyLength) > 0 {
		asked.HistoryLength = &historyLength[0]
	}
	return c.client.GetTask(ctx, asked)
}

func (c *checks) readsCard(context.Context) error {
	if c.card.Name == "" || len(c.card.Skills) == 0 {
		return errors.New("a card without name or skills")
	}
	return nil
}

func (c *checks) send(ctx context.Context) error {
	task, err := c.task(ctx, "tck-artifact-text", a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	kept, err := c.get(ctx, task.ID)
	if err != nil {
		return err
	}
	return equal([]string{textOf(task), textOf(kept)}, []string{"Generated text content", "Generated text content"})
}

func (c *checks) unicode(ctx context.Context) error {
	words := "grüße 日本 😀 \"\\\n"
	task, err := c.sent(ctx, request("echo", words, nil), a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	return equal(textOf(task), "echo: "+words)
}

func (c *checks) part(ctx context.Context, scene string, expected func(*a2a.Part) error) error {
	task, err := c.task(ctx, scene, a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	return expected(task.Artifacts[0].Parts[0])
}

func (c *checks) file(ctx context.Context) error {
	return c.part(ctx, "tck-artifact-file", func(part *a2a.Part) error {
		return equal([]string{string(part.Raw()), part.MediaType}, []string{"tck", "text/plain"})
	})
}

func (c *checks) fileName(ctx context.Context) error {
	return c.part(ctx, "tck-artifact-file", func(part *a2a.Part) error { return equal(part.Filename, "output.txt") })
}

func (c *checks) link(ctx context.Context) error {
	return c.part(ctx, "tck-artifact-file-url", func(part *a2a.Part) error {
		return equal([]string{string(part.URL()), part.MediaType}, []string{"https://example.com/output.txt", "text/plain"})
	})
}

func (c *checks) data(ctx context.Context) error {
	return c.part(ctx, "tck-artifact-data", func(part *a2a.Part) error {
		return equal(part.Data(), map[string]any{"key": "value", "count": 42.0})
	})
}

func (c *checks) message(ctx context.Context) error {
	answer, err := c.client.SendMessage(ctx, request("tck-message-response", "hello", nil))
	if err != nil {
		return err
	}
	message, ok := answer.(*a2a.Message)
	if !ok {
		return fmt.Errorf("%T (expected: a message)", answer)
	}
	return equal(textOfParts(message.Parts), "Direct message response")
}

func (c *checks) reject(ctx context.Context) error {
	_, err := c.task(ctx, "tck-reject-task", a2a.TaskStateRejected)
	return err
}

func (c *checks) atOnce(ctx context.Context) error {
	started := time.Now()
	task, err := c.started(ctx, "slow-")
	if err != nil {
		return err
	}
	if time.Since(started) > 10*time.Second {
		return errors.New("waited for the task")
	}
	c.running = task.ID
	return nil
}

func (c *checks) cancel(ctx context.Context) error {
	task, err := c.client.CancelTask(ctx, &a2a.CancelTaskRequest{ID: c.running})
	if err != nil {
		return err
	}
	kept, err := c.get(ctx, c.running)
	if err != nil {
		return err
	}
	return equal([]a2a.TaskState{task.Status.State, kept.Status.State}, []a2a.TaskState{a2a.TaskStateCanceled, a2a.TaskStateCanceled})
}

// followed is what a reader of a stream holds in the end.
type followed struct {
	first a2a.Event
	state a2a.TaskState
	text  string
	count int
}

func follow(stream iter.Seq2[a2a.Event, error]) (followed, error) {
	var held followed
	for event, err := range stream {
		if err != nil {
			return held, err
		}
		if held.count++; held.count == 1 {
			held.first = event
		}
		switch event := event.(type) {
		case *a2a.Task:
			held.state, held.text = event.Status.State, textOf(event)
		case *a2a.TaskStatusUpdateEvent:
			held.state = event.Status.State
		case *a2a.TaskArtifactUpdateEvent:
			if !event.Append {
				held.text = ""
			}
			held.text += textOfParts(event.Artifact.Parts)
		}
	}
	return held, nil
}

func (c *checks) stream(ctx context.Context) error {
	held, err := follow(c.client.SendStreamingMessage(ctx, request("steps-", "hello", nil)))
	if err != nil {
		return err
	}
	first, ok := held.first.(*a2a.Task)
	if !ok {
		return fmt.Errorf("%T first (expected: the task)", held.first)
	}
	if err := equal([]string{string(held.state), held.text}, []string{string(a2a.TaskStateCompleted), steps}); err != nil {
		return err
	}
	kept, err := c.get(ctx, first.ID)
	if err != nil {
		return err
	}
	return equal(textOf(kept), steps)
}

func (c *checks) streamMessage(ctx context.Context) error {
	held, err := follow(c.client.SendStreamingMessage(ctx, request("tck-message-response", "hello", nil)))
	if err != nil {
		return err
	}
	if _, ok := held.first.(*a2a.Message); !ok || held.count != 1 {
		return fmt.Errorf("%d events, %T first (expected: one message)", held.count, held.first)
	}
	return nil
}

func (c *checks) subscribe(ctx context.Context) error {
	task, err := c.started(ctx, "steps-")
	if err != nil {
		return err
	}
	held, err := follow(c.client.SubscribeToTask(ctx, &a2a.SubscribeToTaskRequest{ID: task.ID}))
	if err != nil {
		return err
	}
	if err := equal(held.state, a2a.TaskStateCompleted); err != nil {
		return err
	}
	if c.old() { // 0.3 promises no snapshot at the start
		return equal(strings.HasSuffix(held.text, "four"), true)
	}
	first, ok := held.first.(*a2a.Task)
	if !ok || first.ID != task.ID {
		return fmt.Errorf("%T first (expected: the task)", held.first)
	}
	return equal(held.text, steps)
}

func (c *checks) turns(ctx context.Context) error {
	asked, err := c.task(ctx, "tck-input-required", a2a.TaskStateInputRequired)
	if err != nil {
		return err
	}
	done, err := c.sent(ctx, request("tck-complete-task", "hello", asked), a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	c.twoTurns = done.ID
	return equal([]string{string(done.ID), done.ContextID}, []string{string(asked.ID), asked.ContextID})
}

func (c *checks) history(ctx context.Context) error {
	one, err := c.get(ctx, c.twoTurns, 1)
	if err != nil {
		return err
	}
	all, err := c.get(ctx, c.twoTurns, 10)
	if err != nil {
		return err
	}
	if len(one.History) != 1 || len(all.History) < 2 {
		return fmt.Errorf("%d of 1, %d of all messages (expected: 1, and at least 2)", len(one.History), len(all.History))
	}
	if c.old() {
		return nil
	}
	none, err := c.get(ctx, c.twoTurns, 0)
	if err != nil {
		return err
	}
	return equal(len(none.History), 0)
}

func (c *checks) list(ctx context.Context) error {
	if c.old() {
		return fmt.Errorf("%w: 0.3 has no list", errNotOffered)
	}
	first, err := c.task(ctx, "tck-complete-task", a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	made := map[a2a.TaskID]bool{first.ID: true}
	for range 2 {
		asked := request("tck-complete-task", "hello", nil)
		asked.Message.ContextID = first.ContextID
		task, err := c.sent(ctx, asked, a2a.TaskStateCompleted)
		if err != nil {
			return err
		}
		made[task.ID] = true
	}
	seen := map[a2a.TaskID]bool{}
	for token := ""; ; {
		page, err := c.client.ListTasks(ctx, &a2a.ListTasksRequest{ContextID: first.ContextID, PageSize: 2, PageToken: token})
		if err != nil {
			return err
		}
		if len(page.Tasks) > 2 || page.TotalSize != 3 {
			return fmt.Errorf("%d tasks of %d (expected: at most 2 of 3)", len(page.Tasks), page.TotalSize)
		}
		for _, task := range page.Tasks {
			seen[task.ID] = true
		}
		if token = page.NextPageToken; token == "" {
			return equal(seen, made)
		}
	}
}

func (c *checks) config(task a2a.TaskID, name string) *a2a.PushConfig {
	return &a2a.PushConfig{TaskID: task, ID: name, URL: c.hook + "/" + name, Token: "t-" + name}
}

func (c *checks) push(ctx context.Context) error {
	task, err := c.task(ctx, "tck-input-required", a2a.TaskStateInputRequired)
	if err != nil {
		return err
	}
	name := a2a.NewMessageID()
	made, err := c.client.CreateTaskPushConfig(ctx, c.config(task.ID, name))
	if err != nil {
		return err
	}
	got, err := c.client.GetTaskPushConfig(ctx, &a2a.GetTaskPushConfigRequest{TaskID: task.ID, ID: name})
	if err != nil {
		return err
	}
	if err := equal([]string{string(made.TaskID), made.ID, made.Token, got.URL}, []string{string(task.ID), name, "t-" + name, c.hook + "/" + name}); err != nil {
		return err
	}
	if err := c.listed(ctx, task.ID, name); err != nil {
		return err
	}
	if err := c.client.DeleteTaskPushConfig(ctx, &a2a.DeleteTaskPushConfigRequest{TaskID: task.ID, ID: name}); err != nil {
		return err
	}
	return c.listed(ctx, task.ID)
}

func (c *checks) listed(ctx context.Context, task a2a.TaskID, expected ...string) error {
	configs, err := c.client.ListTaskPushConfigs(ctx, &a2a.ListTaskPushConfigRequest{TaskID: task})
	if err != nil {
		return err
	}
	var names []string
	for _, config := range configs {
		names = append(names, config.ID)
	}
	return equal(names, expected)
}

func (c *checks) pushDelivery(ctx context.Context) error {
	task, err := c.task(ctx, "tck-input-required", a2a.TaskStateInputRequired)
	if err != nil {
		return err
	}
	name := a2a.NewMessageID()
	if _, err := c.client.CreateTaskPushConfig(ctx, c.config(task.ID, name)); err != nil {
		return err
	}
	if _, err := c.sent(ctx, request("tck-complete-task", "hello", task), a2a.TaskStateCompleted); err != nil {
		return err
	}
	return c.delivered(ctx, name)
}

func (c *checks) pushInSend(ctx context.Context) error {
	name := a2a.NewMessageID()
	asked := request("tck-complete-task", "hello", nil)
	asked.Config = &a2a.SendMessageConfig{PushConfig: c.config("", name)}
	if _, err := c.sent(ctx, asked, a2a.TaskStateCompleted); err != nil {
		return err
	}
	return c.delivered(ctx, name)
}

func (c *checks) delivered(ctx context.Context, name string) error {
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, c.hook+"/"+name, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(asked)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var seen []struct{ Version, State, Token string }
	if err := json.Unmarshal(body, &seen); err != nil {
		return err
	}
	for _, each := range seen {
		if each.Version == c.version && each.State == "completed" && each.Token == "t-"+name {
			return nil
		}
	}
	return fmt.Errorf("%s (expected: completed, in %s, with t-%s)", body, c.version, name)
}

func (c *checks) extendedCard(ctx context.Context) error {
	card, err := c.client.GetExtendedAgentCard(ctx, &a2a.GetExtendedAgentCardRequest{})
	if err != nil {
		return err
	}
	for _, skill := range card.Skills {
		if skill.ID == "hidden" {
			return nil
		}
	}
	return fmt.Errorf("%v (expected: the hidden one among them)", card.Skills)
}

// refused passes one of these errors. Over HTTP+JSON and gRPC 0.3 defines no error's form: there words of it have to do.
func (c *checks) refused(err error, words []string, kinds ...error) error {
	if err == nil {
		return fmt.Errorf("no error (expected: %v)", kinds)
	}
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return nil
		}
	}
	for _, word := range words {
		if c.old() && strings.Contains(err.Error(), word) {
			return nil
		}
	}
	return fmt.Errorf("%w (expected: %v)", err, kinds)
}

func (c *checks) unknownTask(ctx context.Context) error {
	words := []string{"404", "TaskNotFound", "NotFound"}
	_, err := c.get(ctx, a2a.NewTaskID())
	if err := c.refused(err, words, a2a.ErrTaskNotFound); err != nil {
		return err
	}
	_, err = c.client.CancelTask(ctx, &a2a.CancelTaskRequest{ID: a2a.NewTaskID()})
	if err := c.refused(err, words, a2a.ErrTaskNotFound); err != nil {
		return err
	}
	_, err = c.client.SendMessage(ctx, request("tck-complete-task", "hello", &a2a.Task{ID: a2a.NewTaskID()}))
	return c.refused(err, words, a2a.ErrTaskNotFound)
}

func (c *checks) endedTask(ctx context.Context) error {
	task, err := c.task(ctx, "tck-complete-task", a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	_, err = c.client.CancelTask(ctx, &a2a.CancelTaskRequest{ID: task.ID})
	if err := c.refused(err, []string{"409", "400", "TaskNotCancelable"}, a2a.ErrTaskNotCancelable); err != nil {
		return err
	}
	kinds := []error{a2a.ErrUnsupportedOperation}
	if c.old() {
		kinds = append(kinds, a2a.ErrInvalidParams)
	}
	_, err = c.client.SendMessage(ctx, request("tck-complete-task", "hello", task))
	return c.refused(err, []string{"400", "422"}, kinds...)
}

func (c *checks) endedStream(ctx context.Context) error {
	if c.old() {
		return fmt.Errorf("%w: 0.3 leaves open what it gets", errNotOffered)
	}
	task, err := c.task(ctx, "tck-complete-task", a2a.TaskStateCompleted)
	if err != nil {
		return err
	}
	_, err = follow(c.client.SubscribeToTask(ctx, &a2a.SubscribeToTaskRequest{ID: task.ID}))
	return c.refused(err, nil, a2a.ErrUnsupportedOperation)
}
