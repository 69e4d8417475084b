// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"
#include "widgets/common/theme.h"
#include "widgets/lanes/lanes_view.h"
#include "widgets/sequence/sequence_view.h"
#include "widgets/viewstate/view_state.h"

#include <QElapsedTimer>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>
#include <vector>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace interleave::window {

/// How a run's scheduling is shown.
enum class SchedulingPage : std::uint8_t { Sequence, Lanes };
inline constexpr std::array kSchedulingPages{SchedulingPage::Sequence, SchedulingPage::Lanes};

/// Sequence view and lanes, one of them at a time, and whose run they show: of the selected entry the latest run while the experiment goes on, its
/// representative one afterwards, and during its very first run what there is so far.
class SequencePane : public QWidget {
    Q_OBJECT
public:
    explicit SequencePane(QWidget *parent = nullptr);

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void runStarted(const std::shared_ptr<const record::LiveRun> &run);
    void runFinished(const std::shared_ptr<const record::RunRecord> &run);
    void setRecord(const std::shared_ptr<const record::ExperimentRecord> &record);
    /// Looks at the run under way, if it is the one to show; at most twice a second.
    void tick();

    void setViewState(widgets::ViewState *state);
    void setTheme(const widgets::Theme &theme);
    void retranslateUi();
    void setPage(SchedulingPage page);
    [[nodiscard]] SchedulingPage page() const { return m_page; }
    /// The run on that page as a picture, whichever is shown.
    QImage renderImage(SchedulingPage page, QSize size, const widgets::Theme &theme, double scale);
    /// True while that page's picture is being prepared in another thread.
    [[nodiscard]] bool busy(SchedulingPage page);
    [[nodiscard]] widgets::SequenceView *view() const { return m_view; }
    [[nodiscard]] widgets::LanesView *lanes() const { return m_lanes; }
    /// The run that is shown; null before one has ended.
    [[nodiscard]] std::shared_ptr<const record::RunRecord> shownRun() const { return m_shown; }

private:
    /// What there is to show; without a trace: nothing yet.
    struct Given {
        std::shared_ptr<const record::FrozenTrace> trace;
        base::Nanoseconds runStart{0};
        QString title;
        quint64 dropped = 0;
    };
    void give(Given given);
    void hand(SchedulingPage page);
    QToolButton *addSwitch(SchedulingPage page);
    void showEntry();
    void showRun(const std::shared_ptr<const record::RunRecord> &run);
    [[nodiscard]] QString nameOf(base::EntryId entry) const;
    void look();
    void describe(const record::RunKey *key);

    plan::Plan m_plan;
    plan::Catalogue m_catalogue;
    widgets::ViewState *m_state = nullptr;
    QWidget *m_whose; ///< switch and choice, in the bar of the page that is shown
    QButtonGroup *m_switch;
    std::array<QToolButton *, kSchedulingPages.size()> m_switches{};
    std::array<QHBoxLayout *, kSchedulingPages.size()> m_places{}; ///< where `m_whose` may stand
    QStackedWidget *m_pages;
    SchedulingPage m_page = SchedulingPage::Sequence;
    Given m_given;
    std::array<bool, kSchedulingPages.size()> m_handed{}; ///< the page has what is given
    QLabel *m_label;
    QComboBox *m_choice;
    QLabel *m_which; ///< which of the entry's runs
    widgets::SequenceView *m_view;
    widgets::LanesView *m_lanes;
    std::vector<std::shared_ptr<const record::RunRecord>> m_latest; ///< by EntryId; null: none yet
    std::shared_ptr<const record::RunRecord> m_shown;
    std::shared_ptr<const record::LiveRun> m_live;
    QElapsedTimer m_sinceLook;
};

} // namespace interleave::window
