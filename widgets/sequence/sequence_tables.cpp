// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_tables.h"

#include "widgets/common/format.h"
#include "widgets/common/pool_job.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_texts.h"
#include "widgets/sequence/sequence_view.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace interleave::widgets {
namespace {

constexpr QSize kSize(640, 620);
constexpr int kSoonMs = 120;

QTableView *makeTable(QAbstractItemModel *model, QLabel *title)
{
    auto *table = new QTableView;
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false); // Tab leaves the table
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setStretchLastSection(true);
    title->setBuddy(table);
    return table;
}

} // namespace

SequenceTables::SequenceTables(SequenceView *view, QWidget *parent)
    : QDialog(parent), m_view(view), m_laneModel(new LaneTable(this)), m_messageModel(new MessageTable(this)), m_what(new QLabel(this)),
      m_laneTitle(new QLabel(this)), m_messageTitle(new QLabel(this)), m_lanes(makeTable(m_laneModel, m_laneTitle)),
      m_messages(makeTable(m_messageModel, m_messageTitle))
{
    auto *column = new QVBoxLayout(this);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_what->setWordWrap(true);
    column->addWidget(m_what);
    column->addWidget(m_laneTitle);
    column->addWidget(m_lanes, 1);
    column->addWidget(m_messageTitle);
    column->addWidget(m_messages, 2);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_messages, &QTableView::activated, this, &SequenceTables::select);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &SequenceTables::read);
    connect(view->canvas(), &SequenceCanvas::viewChanged, &m_soon, qOverload<>(&QTimer::start));
    retranslateUi();
    resize(kSize);
    m_messages->setFocus();
    read();
}

void SequenceTables::retranslateUi()
{
    setWindowTitle(tr("Sequence as Table"));
    m_laneTitle->setText(tr("&Lanes"));
    m_messageTitle->setText(tr("&Messages"));
    m_lanes->setAccessibleName(tr("Lanes in view"));
    m_messages->setAccessibleName(tr("Messages in view"));
    sayWhat();
}

void SequenceTables::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void SequenceTables::read()
{
    m_again = m_working;
    if (m_working || !m_view)
        return;
    const auto plan = m_view->canvas()->plan();
    if (!plan)
        return showContent(nullptr);
    m_working = true;
    const TimeSpan seen = SequenceTime(*m_view->canvas()).visible();
    const auto ns = [](double s) { return static_cast<std::int64_t>(std::llround(s * 1e9)); };
    runInPool(
        this, [all = plan->interactions, from = ns(seen.first), to = ns(seen.second)] { return std::make_shared<const SequenceContent>(contentOf(all, from, to)); },
        [this](std::shared_ptr<const SequenceContent> content) {
            m_working = false;
            showContent(std::move(content));
            if (std::exchange(m_again, false))
                read();
        });
}

void SequenceTables::showContent(std::shared_ptr<const SequenceContent> content)
{
    const int row = m_messages->currentIndex().row();
    m_content = std::move(content);
    m_laneModel->setContent(m_content);
    m_messageModel->setContent(m_content);
    m_messages->setCurrentIndex(m_messageModel->index(std::clamp(row, 0, std::max(0, m_messageModel->rowCount() - 1)), 0));
    m_lanes->setCurrentIndex(m_laneModel->index(0, 0));
    sayWhat();
}

void SequenceTables::sayWhat()
{
    if (!m_content) {
        m_what->setText(tr("There is no recorded run to show yet."));
        return;
    }
    const int decimals = decimalsOf(m_content->to - m_content->from);
    QString text = tr("In view: %1 to %2 ms since the start of the run. Lanes: %3. Messages: %4.")
                       .arg(timeText(m_content->from, decimals), timeText(m_content->to, decimals), countText(static_cast<qint64>(m_content->all->lifelines.size())),
                            countText(static_cast<qint64>(m_content->messages())));
    if (m_content->messages() > kMostTableRows)
        text += u' ' + tr("The table has the first %1 of them: zoom in for the others.").arg(countText(static_cast<qint64>(kMostTableRows)));
    m_what->setText(text);
}

void SequenceTables::select(const QModelIndex &index)
{
    auto *state = m_view ? m_view->canvas()->viewState() : nullptr;
    if (!state || !index.isValid())
        return;
    const analysis::Message &message = m_messageModel->messageAt(index.row());
    const ViewState::Step step(state);
    if (message.task != base::kNoTask.value)
        state->setTask(message.task);
    state->placeCursor(static_cast<double>(message.sent) * 1e-9);
}

} // namespace interleave::widgets
