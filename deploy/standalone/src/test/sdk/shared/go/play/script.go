package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

const (
	steps = "one two three four"
	words = "grüße 日本 😀 \"\\\n"
)

type script struct {
	Client
	Options
	card              Card
	running, twoTurns string
}

func (s *script) checks() map[string]check {
	return map[string]check{
		"card": s.readsCard, "send": s.send, "unicode": s.unicode, "file": s.file, "file name": s.fileName, "link": s.link, "data": s.data,
		"message": s.message, "send file": s.sendFile, "send link": s.sendLink, "send data": s.sendData, "reject": s.reject, "at once": s.atOnce, "cancel": s.cancel, "stream": s.stream,
		"stream message": s.streamMessage, "subscribe": s.subscribe, "turns": s.turns, "history": s.history, "list": s.list,
		"push": s.push, "push delivery": s.pushDelivery, "push in send": s.pushInSend, "extended card": s.extendedCard,
		"unknown task": s.unknownTask, "ended task": s.endedTask, "ended stream": s.endedStream,
	}
}

func equal(got, expected any) error {
	if reflect.DeepEqual(got, expected) {
		return nil
	}
	return fmt.Errorf("%#v (expected: %#v)", got, expected)
}

func fresh() string {
	return fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64())
}

func (s *script) connect(ctx context.Context) (err error) {
	s.card, err = s.Connect(ctx, s.Options)
	return err
}

// sent sends and waits for a task, which must have come to this state.
func (s *script) sent(ctx context.Context, request Request, state string) (Task, error) {
	answer, err := s.Send(ctx, request)
	if err != nil {
		return Task{}, err
	}
	if answer.Task == nil {
		return Task{}, fmt.Errorf("the message %q (expected: a task)", answer.Message)
	}
	return *answer.Task, equal(answer.Task.State, state)
}

func (s *script) task(ctx context.Context, scene, state string) (Task, error) {
	return s.sent(ctx, Request{Scene: scene, Text: "hello"}, state)
}

func (s *script) started(ctx context.Context, scene string) (Task, error) {
	answer, err := s.Send(ctx, Request{Scene: scene, Text: "hello", AtOnce: true})
	if err != nil {
		return Task{}, err
	}
	if answer.Task == nil || answer.Task.State != "submitted" && answer.Task.State != "working" {
		return Task{}, fmt.Errorf("%+v (expected: a task, submitted or working)", answer.Task)
	}
	return *answer.Task, nil
}

func (s *script) readsCard(context.Context) error {
	if s.card.Name == "" || len(s.card.Skills) == 0 {
		return errors.New("a card without name or skills")
	}
	return nil
}

func (s *script) send(ctx context.Context) error {
	task, err := s.task(ctx, "tck-artifact-text", "completed")
	if err != nil {
		return err
	}
	kept, err := s.Get(ctx, task.ID, -1)
	if err != nil {
		return err
	}
	return equal([]string{task.Text, kept.Text}, []string{"Generated text content", "Generated text content"})
}

func (s *script) unicode(ctx context.Context) error {
	task, err := s.sent(ctx, Request{Scene: "echo", Text: words}, "completed")
	if err != nil {
		return err
	}
	return equal(task.Text, "echo: "+words)
}

func (s *script) part(ctx context.Context, scene string, expected func(Part) error) error {
	task, err := s.task(ctx, scene, "completed")
	if err != nil {
		return err
	}
	return expected(task.Part)
}

func (s *script) file(ctx context.Context) error {
	return s.part(ctx, "tck-artifact-file", func(part Part) error {
		return equal([]string{part.Bytes, part.MediaType}, []string{"tck", "text/plain"})
	})
}

func (s *script) fileName(ctx context.Context) error {
	return s.part(ctx, "tck-artifact-file", func(part Part) error { return equal(part.Name, "output.txt") })
}

func (s *script) link(ctx context.Context) error {
	return s.part(ctx, "tck-artifact-file-url", func(part Part) error {
		return equal([]string{part.URL, part.MediaType}, []string{"https://example.com/output.txt", "text/plain"})
	})
}

func (s *script) data(ctx context.Context) error {
	return s.part(ctx, "tck-artifact-data", func(part Part) error {
		return equal(part.Data, map[string]any{"key": "value", "count": 42.0})
	})
}

func (s *script) message(ctx context.Context) error {
	answer, err := s.Send(ctx, Request{Scene: "tck-message-response", Text: "hello"})
	if err != nil {
		return err
	}
	if answer.Task != nil {
		return fmt.Errorf("%+v (expected: a message)", answer.Task)
	}
	return equal(answer.Message, "Direct message response")
}

// told passes when the agent says this of a part that it was sent.
func (s *script) told(ctx context.Context, part Part, expected string) error {
	task, err := s.sent(ctx, Request{Scene: "parts-", Part: &part}, "completed")
	if err != nil {
		return err
	}
	return equal(task.Text, expected)
}

func (s *script) sendFile(ctx context.Context) error { // it would pass for base64, too
	return s.told(ctx, Part{Bytes: "text1234", Name: "in.txt", MediaType: "text/plain"}, "file text/plain text1234")
}

func (s *script) sendLink(ctx context.Context) error {
	url := "https://example.com/in.txt"
	return s.told(ctx, Part{URL: url, Name: "in.txt", MediaType: "text/plain"}, "link text/plain "+url)
}

func (s *script) sendData(ctx context.Context) error {
	return s.told(ctx, Part{Data: map[string]any{"count": 42}}, "data 42")
}

func (s *script) reject(ctx context.Context) error {
	_, err := s.task(ctx, "tck-reject-task", "rejected")
	return err
}

func (s *script) atOnce(ctx context.Context) error {
	begun := time.Now()
	task, err := s.started(ctx, "slow-")
	if err != nil {
		return err
	}
	if time.Since(begun) > 10*time.Second {
		return errors.New("waited for the task")
	}
	s.running = task.ID
	return nil
}

func (s *script) cancel(ctx context.Context) error {
	task, err := s.Cancel(ctx, s.running)
	if err != nil {
		return err
	}
	kept, err := s.Get(ctx, s.running, -1)
	if err != nil {
		return err
	}
	return equal([]string{task.State, kept.State}, []string{"canceled", "canceled"})
}

func (s *script) stream(ctx context.Context) error {
	held, err := s.Stream(ctx, Request{Scene: "steps-", Text: "hello"})
	if err != nil {
		return err
	}
	if held.Task == "" {
		return fmt.Errorf("%+v (expected: the task first)", held)
	}
	if err := equal([]string{held.State, held.Text}, []string{"completed", steps}); err != nil {
		return err
	}
	kept, err := s.Get(ctx, held.Task, -1)
	if err != nil {
		return err
	}
	return equal(kept.Text, steps)
}

func (s *script) streamMessage(ctx context.Context) error {
	held, err := s.Stream(ctx, Request{Scene: "tck-message-response", Text: "hello"})
	if err != nil {
		return err
	}
	if !held.Message || held.Count != 1 {
		return fmt.Errorf("%+v (expected: one message)", held)
	}
	return nil
}

func (s *script) subscribe(ctx context.Context) error {
	task, err := s.started(ctx, "steps-")
	if err != nil {
		return err
	}
	held, err := s.Subscribe(ctx, task.ID)
	if err != nil {
		return err
	}
	if s.Old() { // 0.3 promises no snapshot at the start
		return equal([]any{held.State, strings.HasSuffix(held.Text, "four")}, []any{"completed", true})
	}
	return equal([]string{held.State, held.Task, held.Text}, []string{"completed", task.ID, steps})
}

func (s *script) turns(ctx context.Context) error {
	asked, err := s.task(ctx, "tck-input-required", "input-required")
	if err != nil {
		return err
	}
	done, err := s.sent(ctx, Request{Scene: "tck-complete-task", Text: "hello", Task: asked.ID, Context: asked.Context}, "completed")
	if err != nil {
		return err
	}
	s.twoTurns = done.ID
	return equal([]string{done.ID, done.Context}, []string{asked.ID, asked.Context})
}

func (s *script) history(ctx context.Context) error {
	one, err := s.Get(ctx, s.twoTurns, 1)
	if err != nil {
		return err
	}
	all, err := s.Get(ctx, s.twoTurns, 10)
	if err != nil {
		return err
	}
	if one.History != 1 || all.History < 2 {
		return fmt.Errorf("%d of 1, %d of all messages (expected: 1, and at least 2)", one.History, all.History)
	}
	if s.Old() {
		return nil
	}
	none, err := s.Get(ctx, s.twoTurns, 0)
	if err != nil {
		return err
	}
	return equal(none.History, 0)
}

func (s *script) list(ctx context.Context) error {
	if s.Old() {
		return fmt.Errorf("%w: 0.3 has no list", ErrNotOffered)
	}
	first, err := s.task(ctx, "tck-complete-task", "completed")
	if err != nil {
		return err
	}
	made := []string{first.ID}
	for range 2 {
		task, err := s.sent(ctx, Request{Scene: "tck-complete-task", Text: "hello", Context: first.Context}, "completed")
		if err != nil {
			return err
		}
		made = append(made, task.ID)
	}
	seen := map[string]bool{}
	for token := ""; ; {
		page, err := s.List(ctx, first.Context, 2, token)
		if err != nil {
			return err
		}
		if len(page.Tasks) > 2 || page.Total != 3 {
			return fmt.Errorf("%d tasks of %d (expected: at most 2 of 3)", len(page.Tasks), page.Total)
		}
		for _, task := range page.Tasks {
			seen[task] = true
		}
		if token = page.Next; token == "" {
			return equal(slices.Sorted(maps.Keys(seen)), slices.Sorted(slices.Values(made)))
		}
	}
}

func (s *script) hook(task, name string) Hook {
	return Hook{Task: task, Name: name, URL: s.Hook + "/" + name, Token: "t-" + name}
}

func (s *script) push(ctx context.Context) error {
	task, err := s.task(ctx, "tck-input-required", "input-required")
	if err != nil {
		return err
	}
	wanted := s.hook(task.ID, fresh())
	made, err := s.Register(ctx, task.ID, wanted)
	if err != nil {
		return err
	}
	got, err := s.Registered(ctx, task.ID, wanted.Name)
	if err != nil {
		return err
	}
	if err := equal([]string{made.Task, made.Name, made.Token, got.URL}, []string{wanted.Task, wanted.Name, wanted.Token, wanted.URL}); err != nil {
		return err
	}
	names, err := s.AllRegistered(ctx, task.ID)
	if err != nil {
		return err
	}
	if err := equal(names, []string{wanted.Name}); err != nil {
		return err
	}
	if err := s.Unregister(ctx, task.ID, wanted.Name); err != nil {
		return err
	}
	names, err = s.AllRegistered(ctx, task.ID)
	if err != nil {
		return err
	}
	return equal(len(names), 0)
}

func (s *script) pushDelivery(ctx context.Context) error {
	task, err := s.task(ctx, "tck-input-required", "input-required")
	if err != nil {
		return err
	}
	hook := s.hook(task.ID, fresh())
	if _, err := s.Register(ctx, task.ID, hook); err != nil {
		return err
	}
	if _, err := s.sent(ctx, Request{Scene: "tck-complete-task", Text: "hello", Task: task.ID, Context: task.Context}, "completed"); err != nil {
		return err
	}
	return s.delivered(ctx, hook)
}

func (s *script) pushInSend(ctx context.Context) error {
	hook := s.hook("", fresh())
	if _, err := s.sent(ctx, Request{Scene: "tck-complete-task", Text: "hello", Hook: &hook}, "completed"); err != nil {
		return err
	}
	return s.delivered(ctx, hook)
}

// delivered passes when the webhook got the end of its task, in the client's version and with its token.
func (s *script) delivered(ctx context.Context, hook Hook) error {
	asked, err := http.NewRequestWithContext(ctx, http.MethodGet, hook.URL, nil)
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
		if each.Version == s.Version && each.State == "completed" && each.Token == hook.Token {
			return nil
		}
	}
	return fmt.Errorf("%s (expected: completed, in %s, with %s)", body, s.Version, hook.Token)
}

func (s *script) extendedCard(ctx context.Context) error {
	card, err := s.ExtendedCard(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(card.Skills, "hidden") {
		return fmt.Errorf("%v (expected: the hidden one among them)", card.Skills)
	}
	return nil
}

func (s *script) refused(refusal Refusal, err error) error {
	kinds, words := s.Errors(refusal)
	if err == nil {
		return fmt.Errorf("no error (expected: %v)", kinds)
	}
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return nil
		}
	}
	for _, word := range words {
		if strings.Contains(err.Error(), word) {
			return nil
		}
	}
	return fmt.Errorf("%w (expected: %v)", err, kinds)
}

func (s *script) unknownTask(ctx context.Context) error {
	_, err := s.Get(ctx, fresh(), -1)
	if err := s.refused(Unknown, err); err != nil {
		return err
	}
	_, err = s.Cancel(ctx, fresh())
	if err := s.refused(Unknown, err); err != nil {
		return err
	}
	_, err = s.Send(ctx, Request{Scene: "tck-complete-task", Text: "hello", Task: fresh()})
	return s.refused(Unknown, err)
}

func (s *script) endedTask(ctx context.Context) error {
	task, err := s.task(ctx, "tck-complete-task", "completed")
	if err != nil {
		return err
	}
	_, err = s.Cancel(ctx, task.ID)
	if err := s.refused(NotCancelable, err); err != nil {
		return err
	}
	_, err = s.Send(ctx, Request{Scene: "tck-complete-task", Text: "hello", Task: task.ID, Context: task.Context})
	return s.refused(Ended, err)
}

func (s *script) endedStream(ctx context.Context) error {
	if s.Old() {
		return fmt.Errorf("%w: 0.3 leaves open what it gets", ErrNotOffered)
	}
	task, err := s.task(ctx, "tck-complete-task", "completed")
	if err != nil {
		return err
	}
	_, err = s.Subscribe(ctx, task.ID)
	return s.refused(Ended, err)
}
