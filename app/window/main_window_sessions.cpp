// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: what is shown as a document. Opening one builds data and starts nothing.
#include "app/window/main_window.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUndoStack>
#include <QUrl>

namespace interleave::window {
namespace {

constexpr const char *kSuffix = "interleave";

bool isSession(const QString &file) { return QFileInfo(file).suffix() == QLatin1String(kSuffix); }

/// What is dragged here, if it is one session or plan, or two sessions; else empty.
QStringList draggedFiles(const QMimeData *data)
{
    QStringList files;
    for (const QUrl &url : data->urls())
        files << (url.isLocalFile() ? url.toLocalFile() : QString());
    if (files.size() == 1)
        return isSession(files[0]) || QFileInfo(files[0]).suffix() == QLatin1String("json") ? files : QStringList();
    return files.size() == 2 && isSession(files[0]) && isSession(files[1]) ? files : QStringList();
}

} // namespace

void MainWindow::connectDocument()
{
    connect(m_document, &SessionDocument::changed, this, [this] {
        showModified();
        showTitle();
        showState();
    });
    connect(m_document, &SessionDocument::loadingProgressed, this,
        [this](double share) { m_status->showIdle(tr("Opening the session: %1 %").arg(static_cast<int>(share * 100))); });
    connect(m_document, &SessionDocument::opened, this, &MainWindow::showSession);
    connect(m_document, &SessionDocument::failed, this, [this](const QString &why) {
        m_messages->say(why);
        showState();
        Q_EMIT sessionFileDone(base::Error{base::ErrorCode::BadInput, why.toStdString(), {}});
    });
    connect(m_document, &SessionDocument::saved, this, &MainWindow::sessionSaved);
    connect(m_document, &SessionDocument::journalFailed, this, [this](const QString &why) { m_messages->say(why); });
    connect(m_document, &SessionDocument::abandonedFound, m_offer, &JournalOffer::offer);
    connect(m_offer, &JournalOffer::openChosen, this, [this](const record::AbandonedJournal &journal) {
        if (running())
            return m_messages->say(tr("An experiment is running: stop it before a session is opened."));
        afterSaving(tr("The results are not saved. Save them before others are opened?"), [this, journal] {
            if (running())
                return;
            m_offer->hide();
            m_document->openAbandoned(journal);
        });
    });
    connect(m_offer, &JournalOffer::discardChosen, m_document, &SessionDocument::discardAbandoned);
    connect(m_actions->openSession, &QAction::triggered, this, &MainWindow::askOpenSession);
    connect(m_actions->previous, &QAction::triggered, m_document, &SessionDocument::openPrevious);
    connect(m_actions->saveSession, &QAction::triggered, this, &MainWindow::saveSession);
    connect(m_actions->saveSessionAs, &QAction::triggered, this, &MainWindow::askSaveSession);
    connect(m_actions->compare, &QAction::triggered, this, &MainWindow::compareSessions);
    connect(m_actions->recent, &RecentSessions::chosen, this, &MainWindow::openSession);
    setAcceptDrops(true);
}

void MainWindow::begin(const QString &sessionFile)
{
    m_document->lookForAbandoned();
    if (!sessionFile.isEmpty())
        openSession(sessionFile);
}

void MainWindow::askOpenSession()
{
    auto *dialog = new QFileDialog(this, tr("Open Session"), {}, tr("Sessions (*.interleave)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openSession);
    dialog->open();
}

void MainWindow::openSession(const QString &fileName)
{
    if (running()) {
        m_messages->say(tr("An experiment is running: stop it before a session is opened."));
        return;
    }
    afterSaving(tr("The results are not saved. Save them before another session is opened?"), [this, fileName] {
        if (!running())
            m_document->open(fileName);
    });
}

/// The views show a session as they show an experiment that has just ended.
void MainWindow::showSession(const std::shared_ptr<const record::ExperimentRecord> &record)
{
    m_messages->clear();
    m_steps.clear();
    m_record = record;
    m_experiment = record->plan;
    m_runsDone = m_runsTotal = record->runs.size() + record->warmups.size();
    m_form->edit(record->plan, tr("Open Session"), {});
    m_form->undoStack()->setClean();
    m_consent->ask(record->plan);
    setExperiment(m_experiment);
    if (!m_document->fileName().isEmpty())
        m_actions->recent->add(m_document->fileName());
    auto steps = stepsToShow(record);
    steps.push_back([this] {
        showState();
        Q_EMIT sessionFileDone({});
    });
    inTurns(std::move(steps));
}

void MainWindow::saveSession()
{
    if (m_document->fileName().isEmpty())
        askSaveSession();
    else
        saveSessionTo(m_document->fileName());
}

void MainWindow::askSaveSession()
{
    auto *dialog = new QFileDialog(this, tr("Save Session"), {}, tr("Sessions (*.interleave)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QLatin1String(kSuffix));
    dialog->selectFile(m_document->fileName());
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::saveSessionTo);
    connect(dialog, &QFileDialog::rejected, this, [this] { m_afterSaving = {}; });
    dialog->open();
}

void MainWindow::saveSessionTo(const QString &fileName) { m_document->save(fileName); }

void MainWindow::sessionSaved(const base::Result<void> &result, std::size_t tracesLeftOut)
{
    const auto next = std::exchange(m_afterSaving, {});
    if (!result) {
        m_messages->say(QString::fromStdString(result.error().text()));
    } else {
        m_actions->recent->add(m_document->fileName());
        m_status->showIdle(tr("Session saved"));
        if (tracesLeftOut > 0)
            m_messages->say(tr("The session is saved, but without its largest traces, which did not fit: %1").arg(tracesLeftOut));
    }
    Q_EMIT sessionFileDone(result);
    if (result && next)
        next();
}

/// Goes on at once if nothing would be lost; else once the person has said what becomes of the results.
void MainWindow::afterSaving(const QString &question, std::function<void()> next)
{
    if (!m_document->modified())
        return next();
    auto *box = new QMessageBox(QMessageBox::Question, tr("Unsaved Results"), question, QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("saveQuestion"));
    auto *save = box->addButton(tr("Save"), QMessageBox::AcceptRole);
    auto *discard = box->addButton(tr("Discard"), QMessageBox::DestructiveRole);
    box->setEscapeButton(box->addButton(tr("Cancel"), QMessageBox::RejectRole));
    box->setDefaultButton(save);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(save, &QPushButton::clicked, this, [this, next] {
        m_afterSaving = next;
        saveSession();
    });
    connect(discard, &QPushButton::clicked, this, [this, next] {
        m_document->discard();
        next();
    });
    box->open();
}

CompareDialog *MainWindow::compareSessions()
{
    if (!m_compare) {
        m_compare = new CompareDialog(m_catalogue, this);
        m_compare->setAttribute(Qt::WA_DeleteOnClose);
        m_compare->setTheme(m_theme);
        m_compare->setReadingAllowed(!running());
        if (m_record && !m_record->runs.empty())
            m_compare->pair()->setRecord(SessionPair::First, m_document->fileName().isEmpty() ? tr("Results in the window, not saved") : m_document->fileName(), m_record);
    }
    m_compare->show();
    m_compare->raise();
    m_compare->activateWindow();
    return m_compare;
}

void MainWindow::compareFiles(const QString &first, const QString &second)
{
    if (running())
        return m_messages->say(tr("An experiment is running: stop it before a session is opened."));
    CompareDialog *dialog = compareSessions();
    dialog->pair()->open(SessionPair::First, first);
    dialog->pair()->open(SessionPair::Second, second);
}

void MainWindow::showModified() { setWindowModified(!m_form->undoStack()->isClean() || m_document->modified()); }

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList files = draggedFiles(event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    if (files.size() == 2)
        compareFiles(files[0], files[1]);
    else if (isSession(files[0]))
        openSession(files[0]);
    else
        openPlan(files[0]);
}

} // namespace interleave::window
